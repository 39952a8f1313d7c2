namespace Seaworthy.Edge.Client;

/// <summary>
/// Totals of one app since <see cref="EdgeStatus.StartedAt"/>. They only grow, over changes of the table and over an upgrade of the edge;
/// an app that leaves the table begins anew when it comes back. Over HTTP/2 each stream is a request, and so is each gRPC call.
/// </summary>
public sealed record AppCounters
{
    /// <summary>
    /// Answers begun, pages of the edge itself included: the sum of <see cref="Statuses"/>. What the edge answers to a gRPC call counts by
    /// the status that the page would have, not by the 200 that carries it.
    /// </summary>
    public required long Requests { get; init; }

    public required StatusClasses Statuses { get; init; }

    public required LatencyHistogram Latency { get; init; }

    /// <summary>Bytes of request bodies and of what clients sent over upgraded connections.</summary>
    public required long BytesIn { get; init; }

    /// <summary>Bytes of response bodies and of what instances sent over upgraded connections.</summary>
    public required long BytesOut { get; init; }
}
