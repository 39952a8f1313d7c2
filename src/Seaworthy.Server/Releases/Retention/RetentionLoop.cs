using Seaworthy.Docker;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>
/// Lets go, every ten minutes, of what nothing will ask for again: of old releases first, then of the images and logs of builds.
/// What could not be let go of is tried again with the next round.
/// </summary>
public sealed partial class RetentionLoop(RetireReleases releases, RetireImages images, RetireLogs logs, TimeProvider time, ILogger<RetentionLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
            {
                CannotLetGo(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(task => task is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default));
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        await releases.RunAsync(ct);
        await logs.RunAsync(ct);
        await images.RunAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Cannot let go of old releases and builds: {Reason}")]
    private static partial void CannotLetGo(ILogger logger, string reason);
}
