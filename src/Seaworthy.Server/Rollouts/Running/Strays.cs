using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Containers and networks of this installation that no open row describes. A server that was killed may have asked for one that
/// the engine made only after the next server had looked, found nothing and closed its row; and a restored database knows nothing
/// of what was made after its backup. Nobody routes to them and no plan sees them, so they are removed here.
/// </summary>
public sealed partial class Strays(Db db, IDockerEngine docker, Installation installation, ILogger<Strays> logger)
{
    /// <summary>For what a stray may still be doing: a worker of a release that no row knows hears of its end.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);
    private const int AtOnce = 4;

    /// <param name="containers">All of this installation, listed just now: a row stands before anything is asked for, so what was listed has one.</param>
    public async Task RemoveAsync(IReadOnlyList<ContainerSummary> containers, CancellationToken ct)
    {
        var networks = await docker.Networks.ListAsync([$"{Labels.Installation}={installation.Id}"], ct);
        await using var connection = await db.OpenAsync(ct);
        var instances = (await connection.QueryAsync<Guid>("select id from instances where removed_at is null")).ToHashSet();
        var apps = (await connection.QueryAsync<Guid>("select app_id from networks")).ToHashSet();

        await EachAsync(containers.Where(container => IsStray(container.Labels, Labels.Instance, instances)), RemoveAsync, ct);
        await EachAsync(networks.Where(network => IsStray(network.Labels, Labels.App, apps)), RemoveAsync, ct);
    }

    private static bool IsStray(IReadOnlyDictionary<string, string> labels, string label, HashSet<Guid> known) =>
        Guid.TryParse(labels.GetValueOrDefault(label), out var id) && !known.Contains(id);

    private static Task EachAsync<T>(IEnumerable<T> strays, Func<T, CancellationToken, Task> remove, CancellationToken ct) =>
        Parallel.ForEachAsync(strays, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = ct }, async (stray, token) => await remove(stray, token));

    private async Task RemoveAsync(ContainerSummary stray, CancellationToken ct)
    {
        try
        {
            if (stray.Status is ContainerStatus.Running or ContainerStatus.Restarting)
                await docker.Containers.StopAsync(stray.Id, Grace, ct);
            if (await docker.Containers.RemoveAsync(stray.Id, ContainerRemoval.Whole, ct) == RemoveOutcome.Removed)
                Removed(logger, "container", stray.Name);
        }
        catch (DockerException e) when (e is not DockerUnavailableException)
        {
            CannotRemove(logger, "container", stray.Name, e.EngineMessage);
        }
    }

    /// <summary>By its id: its app may have another by now. One that somebody else uses stays.</summary>
    private async Task RemoveAsync(NetworkSummary stray, CancellationToken ct)
    {
        try
        {
            if (await docker.Networks.RemoveAsync(stray.Id, ct) == RemoveOutcome.Removed)
                Removed(logger, "network", stray.Name);
        }
        catch (DockerException e) when (e is not DockerUnavailableException)
        {
            CannotRemove(logger, "network", stray.Name, e.EngineMessage);
        }
    }

    [LoggerMessage(LogLevel.Warning, "Removed {What} {Name}: it is this installation's, and nothing is known that it belongs to")]
    private static partial void Removed(ILogger logger, string what, string name);

    [LoggerMessage(LogLevel.Warning, "Cannot remove {What} {Name}, which belongs to nothing that is known: {Reason}")]
    private static partial void CannotRemove(ILogger logger, string what, string name, string reason);
}
