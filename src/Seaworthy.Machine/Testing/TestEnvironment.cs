using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Testing;

/// <summary>What test projects are told by environment variables.</summary>
/// <param name="Postgres">The throw-away cluster that they may make databases in.</param>
public sealed record TestEnvironment(ClusterSpec Postgres)
{
    /// <summary>An Npgsql connection string of a role that may create databases.</summary>
    public const string PostgresVariable = "SEAWORTHY_TEST_POSTGRES";

    /// <summary>"1" when the tests that take long are wanted too.</summary>
    public const string LongVariable = "SEAWORTHY_LONG";

    /// <summary>What whoever calls `sea test` says to the tests themselves.</summary>
    private static readonly string[] ofTests = ["SEAWORTHY_WRITE_OPENAPI", "SEAWORTHY_SEED"];

    public IReadOnlyDictionary<string, string?> Variables(bool isLong)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(IsHidden))
            variables[name] = null;
        variables[PostgresVariable] = Postgres.ConnectionString("postgres");
        variables[LongVariable] = isLong ? "1" : null;
        return variables;
    }

    /// <summary>A live installation's settings must not reach the tests.</summary>
    public static bool IsHidden(string name) =>
        (InstallationSettings.Concerns(name) || name.StartsWith("REDIS_", StringComparison.Ordinal)) && !ofTests.Contains(name);
}
