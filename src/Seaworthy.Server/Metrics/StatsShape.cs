using Seaworthy.Edge.Client;

namespace Seaworthy.Server.Metrics;

/// <summary>Counts and sizes of this moment: NanoPaaS's names, and more beside.</summary>
public sealed record StatsShape
{
    public required double UptimeSeconds { get; init; }

    /// <summary>Threads at work, where NanoPaaS counts goroutines.</summary>
    public required int Goroutines { get; init; }

    /// <summary>Managed objects, garbage included.</summary>
    public required long MemoryAllocBytes { get; init; }

    /// <summary>What the server has of the machine's memory.</summary>
    public required long MemorySysBytes { get; init; }

    public required long GcRunsTotal { get; init; }

    public required int BuildsActive { get; init; }

    public required int BuildsQueueLength { get; init; }

    public required int DeploymentsActive { get; init; }

    public required int WebsocketClients { get; init; }

    public required int EventStreamClients { get; init; }

    public required int Apps { get; init; }

    /// <summary>Apps that are wanted running.</summary>
    public required int AppsRunning { get; init; }

    public required int InstancesHealthy { get; init; }

    /// <summary>False: the edge does not answer the server at the moment, so nothing is known of traffic.</summary>
    public required bool EdgeUp { get; init; }

    /// <summary>By app, since the edge started; those that had a visitor.</summary>
    public required IReadOnlyList<AppStatsShape> Traffic { get; init; }
}

/// <summary>What visitors got from an app.</summary>
public sealed record AppStatsShape
{
    public required Guid AppId { get; init; }

    /// <summary>Its slug.</summary>
    public required string App { get; init; }

    public required long Requests { get; init; }

    public required StatusCountsShape Statuses { get; init; }

    public required LatencyShape Latency { get; init; }

    public required long BytesIn { get; init; }

    public required long BytesOut { get; init; }

    internal static AppStatsShape From(Guid id, string slug, AppCounters counters) => new()
    {
        AppId = id,
        App = slug,
        Requests = counters.Requests,
        Statuses = new StatusCountsShape(counters.Statuses.Upgraded, counters.Statuses.Success, counters.Statuses.Redirection, counters.Statuses.ClientError, counters.Statuses.ServerError),
        Latency = LatencyShape.From(counters.Latency),
        BytesIn = counters.BytesIn,
        BytesOut = counters.BytesOut,
    };
}

/// <param name="Upgraded">101: the connection became a WebSocket.</param>
/// <param name="Success">2xx.</param>
/// <param name="Redirection">3xx.</param>
/// <param name="ClientError">4xx.</param>
/// <param name="ServerError">5xx.</param>
public sealed record StatusCountsShape(long Upgraded, long Success, long Redirection, long ClientError, long ServerError);

/// <summary>How long the app took from the request's head to the answer's head.</summary>
/// <param name="Bounds">Upper bounds of the buckets in seconds; one bucket more takes everything slower.</param>
/// <param name="Buckets">Answers per bucket, not added up.</param>
public sealed record LatencyShape(long Count, double SumSeconds, IReadOnlyList<double> Bounds, IReadOnlyList<long> Buckets)
{
    internal static LatencyShape From(LatencyHistogram latency) => new(latency.Buckets.Sum(), latency.SumSeconds, LatencyHistogram.Bounds, latency.Buckets);
}
