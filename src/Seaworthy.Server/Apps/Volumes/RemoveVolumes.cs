using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps.Volumes;

/// <summary>
/// Owns the end of volumes: removes those of deleted apps, and deleted ones, when their seven days are over. Only what carries our
/// label and has a row that says so is touched, and never what a container still has.
/// </summary>
public sealed partial class RemoveVolumes(Db db, IDockerEngine docker, Installation installation, ILogger<RemoveVolumes> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await RemoveAsync(stoppingToken);
            }
            catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
            {
                CannotRemove(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(Interval, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal async Task RemoveAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await VolumeStore.MarkRemovedAsync(connection);
        var ours = (await docker.Volumes.ListAsync([$"{Labels.Installation}={installation.Id}"], ct)).Select(volume => volume.Name).ToList();
        foreach (var name in await VolumeStore.RemovedAsync(connection, ours))
        {
            if (await docker.Volumes.RemoveAsync(name, ct) == RemoveOutcome.Removed)
                Removed(logger, name);
        }
    }

    [LoggerMessage(LogLevel.Information, "Volume {Name} was removed: its seven days are over")]
    private static partial void Removed(ILogger logger, string name);

    [LoggerMessage(LogLevel.Warning, "Cannot remove volumes that are due: {Reason}")]
    private static partial void CannotRemove(ILogger logger, string reason);
}
