using Npgsql;
using Seaworthy.Machine.Services;

namespace Seaworthy.Machine.Postgres;

/// <summary>Brings up the database: the private cluster, or the one that POSTGRES_HOST names, which only has to answer.</summary>
public static class PostgresStarter
{
    private static readonly TimeSpan startDeadline = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan answerDeadline = TimeSpan.FromSeconds(10);

    public static async Task<Ensured> EnsureAsync(Installation installation, CancellationToken cancellation)
    {
        if (installation.Settings.PostgresHost is not null)
        {
            await PostgresReady.WaitAsync(InstallationDatabase.External(installation.Settings).ConnectionString, answerDeadline, () => false, cancellation);
            return Ensured.AlreadyRunning;
        }
        await installation.Cluster.PrepareAsync(cancellation);
        var ensured = await installation.Supervisor.EnsureAsync(installation.Postgres(), cancellation);
        var spec = installation.Cluster.Spec;
        await PostgresReady.WaitAsync(spec.ConnectionString("postgres"), startDeadline, () => false, cancellation);
        await CreateDatabaseAsync(spec, cancellation);
        return ensured;
    }

    private static async Task CreateDatabaseAsync(ClusterSpec spec, CancellationToken cancellation)
    {
        await using var connection = new NpgsqlConnection(spec.ConnectionString("postgres") + ";Pooling=false");
        await connection.OpenAsync(cancellation);
        await using var ask = new NpgsqlCommand("select 1 from pg_database where datname = $1", connection) { Parameters = { new() { Value = ClusterSpec.Role } } };
        if (await ask.ExecuteScalarAsync(cancellation) is not null)
            return;
        await using var create = new NpgsqlCommand($"create database {ClusterSpec.Role}", connection);
        await create.ExecuteNonQueryAsync(cancellation);
    }
}
