using Npgsql;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Platform.Hosting;

public static partial class Startup
{
    private static readonly TimeSpan DatabasePatience = TimeSpan.FromSeconds(60);

    /// <summary>Exit codes: 0 ended in good order, 75 try again (lost the database), 78 it cannot work as it is set up.</summary>
    public static async Task<int> RunServerAsync(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Seaworthy.Server");
        try
        {
            await app.PrepareAsync(CancellationToken.None);
            await app.RunAsync();
            return Environment.ExitCode;
        }
        catch (Exception e) when (e is SchemaIsNewerException or InvalidOperationException or NpgsqlException)
        {
            CannotStart(logger, e.Message);
            return 78;
        }
    }

    /// <summary>Everything that comes before the first request: the lock on the database, its schema, the installation.</summary>
    public static async Task PrepareAsync(this WebApplication app, CancellationToken ct)
    {
        var services = app.Services;
        var logger = services.GetRequiredService<ILoggerFactory>().CreateLogger("Seaworthy.Server");
        var source = services.GetRequiredService<NpgsqlDataSource>();
        await WaitForDatabaseAsync(source, logger, ct);
        var bootLock = services.GetRequiredService<BootLock>();
        await bootLock.TakeAsync(ct);
        await Migrator.MigrateAsync(source, logger, ct);
        await bootLock.BeginAsync();
        await services.GetRequiredService<Installation>().LoadAsync(ct);
        // A killed server leaves its socket's file, and nobody can listen where a file is. The boot lock says that no other server lives.
        File.Delete(services.GetRequiredService<PlatformOptions>().AdminSocket);
    }

    private static async Task WaitForDatabaseAsync(NpgsqlDataSource source, ILogger logger, CancellationToken ct)
    {
        var deadline = DateTime.UtcNow + DatabasePatience;
        while (true)
        {
            try
            {
                await using var connection = await source.OpenConnectionAsync(ct);
                return;
            }
            catch (NpgsqlException e) when (e.IsAway() && DateTime.UtcNow < deadline)
            {
                Waiting(logger, e.Message);
                await Task.Delay(250, ct);
            }
        }
    }

    [LoggerMessage(LogLevel.Information, "Waiting for PostgreSQL: {Reason}")]
    private static partial void Waiting(ILogger logger, string reason);

    [LoggerMessage(LogLevel.Critical, "Cannot start: {Reason}")]
    private static partial void CannotStart(ILogger logger, string reason);
}
