using Dapper;
using Npgsql;

namespace Seaworthy.Server.Platform.Work;

/// <summary>
/// At most one server works on a database: a session advisory lock on a connection outside the pool (a pooled one would keep
/// it after being returned). Whoever holds it may void the leases of earlier runs; losing it ends this process at once, because another
/// server may already be at work.
/// </summary>
public sealed partial class BootLock(NpgsqlDataSource source, Boot boot, IHostApplicationLifetime lifetime, ILogger<BootLock> logger) : IAsyncDisposable
{
    private const long LockKey = 0x5EA0_0002;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private NpgsqlConnection? connection;
    private Task watch = Task.CompletedTask;
    private readonly CancellationTokenSource stopping = new();

    /// <exception cref="InvalidOperationException">Another server still holds the database after half a minute.</exception>
    public async Task TakeAsync(CancellationToken ct)
    {
        var settings = new NpgsqlConnectionStringBuilder(source.ConnectionString) { Pooling = false, KeepAlive = 5, ApplicationName = "seaworthy boot lock" };
        connection = new NpgsqlConnection(settings.ConnectionString);
        await connection.OpenAsync(ct);
        var deadline = DateTime.UtcNow + Patience;
        while (!await connection.ExecuteScalarAsync<bool>("select pg_try_advisory_lock(@LockKey)", new { LockKey }))
        {
            if (DateTime.UtcNow > deadline)
                throw new InvalidOperationException("Another Seaworthy server works on this database. Stop it first, or give this one a database of its own.");
            await Task.Delay(100, ct);
        }
        Taken(logger, boot.Id);
    }

    /// <summary>Makes due again what an earlier run held in its hands, and watches over the lock from here on. Called once, when the schema is up to date.</summary>
    public async Task BeginAsync()
    {
        await connection!.ExecuteAsync("update work set lease_boot = null, due_at = now() where lease_boot <> @Id", new { boot.Id });
        watch = WatchAsync(stopping.Token);
    }

    private async Task WatchAsync(CancellationToken ct)
    {
        try
        {
            while (true)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
                await connection!.ExecuteScalarAsync<int>(new CommandDefinition("select 1", commandTimeout: 10, cancellationToken: ct));
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server is ending in good order.
        }
        catch (Exception e) when (e is NpgsqlException or InvalidOperationException or OperationCanceledException)
        {
            Lost(logger, e.Message);
            Environment.ExitCode = 75;
            lifetime.StopApplication();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await watch;
        if (connection is not null)
            await connection.DisposeAsync();
        stopping.Dispose();
    }

    [LoggerMessage(LogLevel.Information, "This server works on the database now (boot {Boot})")]
    private static partial void Taken(ILogger logger, Guid boot);

    [LoggerMessage(LogLevel.Error, "Lost the lock on the database ({Reason}): ending, to be started again")]
    private static partial void Lost(ILogger logger, string reason);
}
