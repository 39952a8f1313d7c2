namespace Seaworthy.Edge.Client;

/// <summary>Totals of one app since the edge started. They only grow.</summary>
public sealed record AppCounters
{
    /// <summary>Answers begun, pages of the edge itself included.</summary>
    public required long Requests { get; init; }

    public required StatusClasses Statuses { get; init; }

    public required LatencyHistogram Latency { get; init; }

    /// <summary>Bytes of request bodies and of what clients sent over upgraded connections.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of response bodies and of what instances sent over upgraded connections.</summary>
    public required long BytesOut { get; init; }
}
