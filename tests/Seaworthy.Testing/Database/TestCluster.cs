using Npgsql;

namespace Seaworthy.Testing.Database;

/// <summary>
/// The PostgreSQL that a test assembly works on: the one named by <c>SEAWORTHY_TEST_POSTGRES</c> (a connection string of a role that
/// may create databases), or a throw-away one of its own. Declare it once per assembly:
/// <c>[assembly: AssemblyFixture(typeof(TestCluster))]</c>; classes then take a <see cref="TestDatabase"/>.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly SemaphoreSlim gate = new(1);
    private ClusterFolder? folder;
    private PostgresCluster? own;
    private NpgsqlConnectionStringBuilder? server;

    /// <summary>Where it is and as whom to come. The cluster is started by the first who asks: a run without database tests needs none.</summary>
    internal async Task<NpgsqlConnectionStringBuilder> Server(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return server ??= Environment.GetEnvironmentVariable("SEAWORTHY_TEST_POSTGRES") is { Length: > 0 } given ? new(given) : await StartOwn(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    internal async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(ConnectionString(await Server(cancel), database, pooling: false));
        await connection.OpenAsync(cancel);
        return connection;
    }

    internal static string ConnectionString(NpgsqlConnectionStringBuilder server, string database, bool pooling) => new NpgsqlConnectionStringBuilder(server.ConnectionString)
    {
        Database = database,
        Pooling = pooling,
        MaxPoolSize = 20,
    }.ConnectionString;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (own is not null)
            await own.DisposeAsync();
        folder?.Dispose();
        gate.Dispose();
    }

    private async Task<NpgsqlConnectionStringBuilder> StartOwn(CancellationToken cancel)
    {
        folder = await ClusterFolder.Claim(cancel);
        own = await PostgresCluster.Create(folder.Path, cancel);
        return new NpgsqlConnectionStringBuilder { Host = own.SocketDirectory, Username = "postgres" };
    }
}
