using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Turns Docker's events about our containers into nudges. Hints only: the resync finds what is missed.</summary>
public sealed partial class EngineEvents(IDockerEngine docker, WorkQueue queue, Installation installation, ILogger<EngineEvents> logger) : BackgroundService
{
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var query = new EventQuery { Types = ["container"], Labels = [$"{Labels.Installation}={installation.Id}"] };
                await foreach (var happened in docker.Events.WatchAsync(query, stoppingToken))
                {
                    if (IsNews(happened.Action) && happened.Attributes.TryGetValue(Labels.App, out var app) && Guid.TryParse(app, out var id))
                        await queue.NudgeAsync("apps", id, stoppingToken);
                }
            }
            catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
            {
                Lost(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(Retry, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsNews(string action) =>
        action is "start" or "die" or "oom" or "destroy" or "stop" or "health_status";

    [LoggerMessage(LogLevel.Warning, "Lost Docker's events ({Reason}); trying again")]
    private static partial void Lost(ILogger logger, string reason);
}
