using Seaworthy.Docker;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>
/// Lets go, soon after each build and every ten minutes, of what nothing will ask for again: of old releases first, then of the images
/// and logs of builds, and of what happened long ago. What could not be let go of is tried again with the next round.
/// </summary>
public sealed partial class RetentionLoop(RetireReleases releases, RetireImages images, RetireLogs logs, EventLog events, Signals signals, TimeProvider time, ILogger<RetentionLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    /// <summary>Between two rounds, however many builds end meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var builds = signals.Subscribe(BuildTopics.Status);
        try
        {
            while (true)
            {
                await TryAsync(stoppingToken);
                await builds.WaitAsync(Interval, stoppingToken);
                await Task.Delay(Pause, time, stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task TryAsync(CancellationToken ct)
    {
        try
        {
            await RunAsync(ct);
        }
        catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
        {
            CannotLetGo(logger, e.Message);
        }
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        await releases.RunAsync(ct);
        await logs.RunAsync(ct);
        await images.RunAsync(ct);
        await events.ForgetOldAsync(ct);
    }

    [LoggerMessage(LogLevel.Warning, "Cannot let go of old releases and builds: {Reason}")]
    private static partial void CannotLetGo(ILogger logger, string reason);
}
