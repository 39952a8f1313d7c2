using System.Diagnostics;
using Dapper;
using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Metrics;

/// <summary>Gathers what the server, the database and the edge know of this moment.</summary>
public sealed class ReadStats(Db db, EdgeClient edge, OpenStreams open, TimeProvider time)
{
    private static readonly TimeSpan EdgePatience = TimeSpan.FromSeconds(2);

    /// <param name="organization">Whose apps; null: everybody's.</param>
    public async Task<StatsShape> ReadAsync(OrganizationId? organization, CancellationToken ct)
    {
        var asked = CountersAsync(ct);
        await using var connection = await db.OpenAsync(ct);
        var counts = await connection.QuerySingleAsync<Counts>(Select, new { organization = organization?.Value });
        var apps = (await connection.QueryAsync<(Guid Id, string Slug)>(
            "select id, slug from apps where deleted_at is null and (@organization::uuid is null or organization_id = @organization) order by slug", new { organization = organization?.Value })).ToList();
        var counters = await asked;
        using var self = Process.GetCurrentProcess();
        return new StatsShape
        {
            UptimeSeconds = Math.Round((time.GetUtcNow() - self.StartTime.ToUniversalTime()).TotalSeconds, 3),
            Goroutines = ThreadPool.ThreadCount,
            MemoryAllocBytes = GC.GetTotalMemory(forceFullCollection: false),
            MemorySysBytes = self.WorkingSet64,
            GcRunsTotal = GC.CollectionCount(0),
            BuildsActive = counts.Building,
            BuildsQueueLength = counts.Queued,
            DeploymentsActive = counts.Deploying,
            WebsocketClients = open.Sockets,
            EventStreamClients = open.EventStreams,
            Apps = counts.Apps,
            AppsRunning = counts.Running,
            InstancesHealthy = counts.Healthy,
            EdgeUp = counters is not null,
            Traffic = [.. apps.Where(app => counters?.ContainsKey(app.Id) == true).Select(app => AppStatsShape.From(app.Id, app.Slug, counters![app.Id]))],
        };
    }

    /// <summary>Null where the edge does not answer: then there is still enough to tell.</summary>
    private async Task<IReadOnlyDictionary<Guid, AppCounters>?> CountersAsync(CancellationToken ct)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(EdgePatience);
        try
        {
            return (await edge.GetCountersAsync(patience.Token)).Apps;
        }
        catch (Exception e) when (e is EdgeUnavailableException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private const string Select = """
        with mine as (select id, desired from apps where deleted_at is null and (@organization::uuid is null or organization_id = @organization))
        select
            (select count(*) from mine)::int as apps,
            (select count(*) from mine where desired = 'running')::int as running,
            (select count(*) from builds where status = 'running' and app_id in (select id from mine))::int as building,
            (select count(*) from builds where status = 'queued' and app_id in (select id from mine))::int as queued,
            (select count(*) from deployments where finished_at is null and app_id in (select id from mine))::int as deploying,
            (select count(*) from instances where removed_at is null and draining_since is null and healthy_at is not null and unhealthy_at is null
                and kind = 'service' and app_id in (select id from mine))::int as healthy
        """;

    private sealed record Counts
    {
        public int Apps { get; init; }

        public int Running { get; init; }

        public int Building { get; init; }

        public int Queued { get; init; }

        public int Deploying { get; init; }

        public int Healthy { get; init; }
    }
}
