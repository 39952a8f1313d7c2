using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Routes;

/// <summary>Publishes routes when something that they are computed from changed, and every half minute in any case.</summary>
public sealed partial class RouteLoop(RoutePublisher publisher, Signals signals, ILogger<RouteLoop> logger) : BackgroundService
{
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = signals.Subscribe("routes");
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Resync;
            try
            {
                // Observing puts the table again where the edge came back with another one.
                await publisher.ObserveAsync(stoppingToken);
                await publisher.PublishAsync(stoppingToken);
            }
            catch (Exception e) when (e is EdgeUnavailableException or Npgsql.NpgsqlException or InvalidOperationException)
            {
                CannotPublish(logger, e.Message);
                pause = Retry;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await changes.WaitAsync(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Cannot publish routes: {Reason}")]
    private static partial void CannotPublish(ILogger logger, string reason);
}
