using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Containers of this installation that no open row describes. A server that was killed may have asked for one that the engine
/// made only after the next server had looked, found nothing and closed its row; and a restored database knows nothing of what
/// was made after its backup. Nobody routes to them and no plan sees them, so they are removed here.
/// </summary>
public sealed partial class StrayContainers(Db db, IDockerEngine docker, ILogger<StrayContainers> logger)
{
    /// <summary>For what a stray may still be doing: a worker of a release that no row knows hears of its end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private const int AtOnce = 4;

    /// <param name="ours">All containers of this installation, listed just now: a row stands before its container is asked for, so what was listed has one.</param>
    public async Task RemoveAsync(IReadOnlyList<ContainerSummary> ours, CancellationToken ct)
    {
        var known = await OpenRowsAsync(ct);
        var strays = ours.Where(container => InstanceOf(container) is { } instance && !known.Contains(instance));
        await Parallel.ForEachAsync(strays, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (stray, token) => await RemoveAsync(stray, token));
    }

    private async Task<HashSet<Guid>> OpenRowsAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition("select id from instances where removed_at is null", cancellationToken: ct))];
    }

    private static Guid? InstanceOf(ContainerSummary container) =>
        Guid.TryParse(container.Labels.GetValueOrDefault(Labels.Instance), out var instance) ? instance : null;

    private async Task RemoveAsync(ContainerSummary stray, CancellationToken ct)
    {
        try
        {
            if (stray.Status is ContainerStatus.Running or ContainerStatus.Restarting)
                await docker.Containers.StopAsync(stray.Id, Grace, ct);
            await docker.Containers.RemoveAsync(stray.Id, ContainerRemoval.Whole, ct);
            Removed(logger, stray.Name);
        }
        catch (DockerException e) when (e is not DockerUnavailableException)
        {
            CannotRemove(logger, stray.Name, e.EngineMessage);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removed container {Name}: it is this installation's, and no instance is known that it belongs to")]
    private static partial void Removed(ILogger logger, string name);

    [LoggerMessage(LogLevel.Warning, "Cannot remove container {Name}, which belongs to no known instance: {Reason}")]
    private static partial void CannotRemove(ILogger logger, string name, string reason);
}
