using Npgsql;

namespace Seaworthy.Testing.Database;

/// <summary>
/// The PostgreSQL that a test assembly works on: the one named by <c>SEAWORTHY_TEST_POSTGRES</c> (the directory of its socket; user
/// postgres, trusted), or a throw-away one of its own. Declare it once per assembly:
/// <c>[assembly: AssemblyFixture(typeof(TestCluster))]</c>; classes then take a <see cref="TestDatabase"/>.
/// </summary>
public sealed class TestCluster : IAsyncLifetime
{
    private readonly SemaphoreSlim gate = new(1);
    private ClusterFolder? folder;
    private PostgresCluster? own;
    private string? socketDirectory;

    /// <summary>The directory of the socket. The cluster is started by the first who asks: a run without database tests needs none.</summary>
    internal async Task<string> SocketDirectory(CancellationToken cancel)
    {
        await gate.WaitAsync(cancel);
        try
        {
            return socketDirectory ??= Environment.GetEnvironmentVariable("SEAWORTHY_TEST_POSTGRES") is { Length: > 0 } given ? given : await StartOwn(cancel);
        }
        finally
        {
            gate.Release();
        }
    }

    internal async Task<NpgsqlConnection> OpenAsync(string database, CancellationToken cancel)
    {
        var connection = new NpgsqlConnection(ConnectionString(await SocketDirectory(cancel), database, pooling: false));
        await connection.OpenAsync(cancel);
        return connection;
    }

    internal static string ConnectionString(string socketDirectory, string database, bool pooling) => new NpgsqlConnectionStringBuilder
    {
        Host = socketDirectory,
        Username = "postgres",
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

    private async Task<string> StartOwn(CancellationToken cancel)
    {
        folder = await ClusterFolder.Claim(cancel);
        own = await PostgresCluster.Create(folder.Path, cancel);
        return own.SocketDirectory;
    }
}
