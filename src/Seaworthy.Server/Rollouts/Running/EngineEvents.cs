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
                    if (IsNews(happened.Action) && KeyOf(happened) is { } key)
                        await queue.NudgeAsync(key.Kind, key.Id, stoppingToken);
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

    /// <summary>A one-off run is looked at by itself: its id is its instance's.</summary>
    private static (string Kind, Guid Id)? KeyOf(DockerEvent happened)
    {
        var (kind, label) = happened.Attributes.GetValueOrDefault(Labels.Kind) == OneOffInstances.Kind ? ("runs", Labels.Instance) : ("apps", Labels.App);
        return Guid.TryParse(happened.Attributes.GetValueOrDefault(label), out var id) ? (kind, id) : null;
    }

    private static bool IsNews(string action) =>
        action is "start" or "die" or "oom" or "destroy" or "stop" or "health_status";

    [LoggerMessage(LogLevel.Warning, "Lost Docker's events ({Reason}); trying again")]
    private static partial void Lost(ILogger logger, string reason);
}
