using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Routes;

/// <summary>Publishes routes of apps of which something that they are computed from changed, and looks at everything every half minute in any case.</summary>
public sealed partial class RouteLoop(RoutePublisher publisher, Signals signals, TimeProvider time, ILogger<RouteLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = signals.SubscribeToKeys("routes");
        IReadOnlyCollection<Guid>? changed = null;
        var looked = time.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                // Observing puts the table again where the edge came back with another one.
                await publisher.ObserveAsync(stoppingToken);
                if (changed is null || time.GetElapsedTime(looked) >= Resync)
                {
                    looked = time.GetTimestamp();
                    await publisher.PublishAsync(stoppingToken);
                }
                else
                {
                    await publisher.PublishAsync([.. changed.Select(key => new AppId(key))], stoppingToken);
                }
            }
            catch (Exception e) when (e is EdgeUnavailableException or Npgsql.NpgsqlException or InvalidOperationException)
            {
                CannotPublish(logger, e.Message);
                await Task.Delay(Retry, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                changed = null;
                continue;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await changes.WaitAsync(Resync, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            changed = changes.TakeKeys();
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot publish routes: {Reason}")]
    private static partial void CannotPublish(ILogger logger, string reason);
}
