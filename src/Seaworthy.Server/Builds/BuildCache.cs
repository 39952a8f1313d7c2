using Seaworthy.Docker;

namespace Seaworthy.Server.Builds;

/// <summary>
/// Keeps the engine's build cache within its budget, the least recently used going first; what a build is using stays. The engine does
/// not tell whose cache is whose: of what others build on it, time may be lost by this, nothing else.
/// </summary>
internal sealed partial class BuildCache(BuildOptions options, IDockerEngine engine, TimeProvider time, ILogger<BuildCache> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (options.CacheBytes is not { } budget)
            return;
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await ShrinkAsync(budget, stoppingToken);
            }
            catch (DockerException e)
            {
                CannotShrink(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(task => task is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default));
    }

    /// <summary>Lets go of all that no build is using, because the disk is nearly full.</summary>
    public Task ClearAsync(CancellationToken ct) => options.CacheBytes is null ? Task.CompletedTask : ShrinkAsync(0, ct);

    private async Task ShrinkAsync(long budget, CancellationToken ct)
    {
        var pruned = await engine.Daemon.PruneBuildCacheAsync(new BuildCachePruning(KeepBytes: budget, UnusedFor: null), ct);
        if (pruned.ReclaimedBytes > 0)
            Shrunk(logger, pruned.ReclaimedBytes / 1_000_000, budget / 1_000_000);
    }

    [LoggerMessage(LogLevel.Information, "Removed {Megabytes} MB of build cache, to keep at most {Budget} MB")]
    private static partial void Shrunk(ILogger logger, long megabytes, long budget);

    [LoggerMessage(LogLevel.Warning, "Cannot shrink the build cache: {Reason}")]
    private static partial void CannotShrink(ILogger logger, string reason);
}
