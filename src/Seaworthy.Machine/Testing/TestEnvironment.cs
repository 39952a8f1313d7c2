using Seaworthy.Machine.Postgres;

namespace Seaworthy.Machine.Testing;

/// <summary>What test projects are told by environment variables.</summary>
/// <param name="Postgres">The throw-away cluster that they may make databases in.</param>
public sealed record TestEnvironment(ClusterSpec Postgres)
{
    /// <summary>An Npgsql connection string of a role that may create databases.</summary>
    public const string PostgresVariable = "SEAWORTHY_TEST_POSTGRES";

    /// <summary>"1" when the tests that take long are wanted too.</summary>
    public const string LongVariable = "SEAWORTHY_LONG";

    /// <summary>A live installation's settings must not reach the tests.</summary>
    private static readonly string[] LivePrefixes = ["SEAWORTHY_", "POSTGRES_", "SERVER_", "ROUTER_", "REDIS_"];

    public IReadOnlyDictionary<string, string?> Variables(bool isLong)
    {
        var variables = new Dictionary<string, string?>();
        foreach (var name in Environment.GetEnvironmentVariables().Keys.Cast<string>())
            if (LivePrefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal)))
                variables[name] = null;
        variables[PostgresVariable] = Postgres.ConnectionString("postgres");
        variables[LongVariable] = isLong ? "1" : null;
        return variables;
    }
}
