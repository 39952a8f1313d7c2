namespace Seaworthy.Edge.Client;

/// <summary>How long instances took from the request's head to the response's head.</summary>
public sealed record LatencyHistogram
{
    /// <summary>Upper bounds of the buckets in seconds, inclusive. A last bucket takes everything slower.</summary>
    public static IReadOnlyList<double> Bounds { get; } =
        [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    /// <summary>Number of responses per bucket, not cumulative: one more than there are <see cref="Bounds"/>.</summary>
    public required IReadOnlyList<long> Buckets { get; init; }

    public required double SumSeconds { get; init; }
}
