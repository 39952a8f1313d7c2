using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Every half minute, and at the start: compares all of our containers with all rows in one go, and nudges the apps where they
/// differ or something is under way, and has strays removed. So nothing depends on a hint that may be lost.
/// </summary>
public sealed partial class Resync(Db db, IDockerEngine docker, WorkQueue queue, Strays strays, Installation installation, ILogger<Resync> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Retry = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var pause = Interval;
            try
            {
                var containers = await docker.Containers.ListAsync(new ContainerQuery { Labels = [$"{Labels.Installation}={installation.Id}"] }, stoppingToken);
                foreach (var app in await DifferentAsync(containers, stoppingToken))
                    await queue.NudgeAsync("apps", app, stoppingToken);
                await strays.RemoveAsync(containers, stoppingToken);
            }
            catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
            {
                CannotCompare(logger, e.Message);
                pause = Retry;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            await Task.Delay(pause, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<HashSet<Guid>> DifferentAsync(IReadOnlyList<ContainerSummary> containers, CancellationToken ct)
    {
        var running = containers.Where(container => container.Status == ContainerStatus.Running).Select(container => container.Name).ToHashSet();
        await using var connection = await db.OpenAsync(ct);
        var rows = (await connection.QueryAsync<Row>("""
            select app_id, name, (held and stop_sent_at is not null) or (healthy_at is not null and unhealthy_at is null and draining_since is null) as is_settled
            from instances where removed_at is null and kind in ('service', 'release', 'job')
            """)).ToList();
        var apps = (await connection.QueryAsync<Guid>(UnderWay)).ToHashSet();
        apps.UnionWith(rows.Where(row => !row.IsSettled || !running.Contains(row.Name)).Select(row => row.AppId));
        return apps;
    }

    /// <summary>Unfinished rollouts, what crashes and may have become calm, and apps whose number of instances is not the wanted one.</summary>
    private const string UnderWay = """
        select app_id from rollouts where finished_at is null
        union
        select app_id from instances where crashing_at is not null and removed_at is null and draining_since is null
        union
        select s.app_id from serving s join apps a on a.id = s.app_id
        where a.desired = 'running' and a.deleted_at is null and s.weight > 0
            and (select count(*) from instances i where i.rollout_id = s.rollout_id and i.process = s.process and i.removed_at is null and i.draining_since is null)
                <> coalesce((select replicas from app_processes p where p.app_id = s.app_id and p.name = s.process), 1)
        """;

    [LoggerMessage(LogLevel.Warning, "Cannot compare with Docker: {Reason}")]
    private static partial void CannotCompare(ILogger logger, string reason);

    private sealed record Row
    {
        public Guid AppId { get; init; }

        public required string Name { get; init; }

        public bool IsSettled { get; init; }
    }
}
