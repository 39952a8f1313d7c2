namespace Seaworthy.Edge.Upstreams;

/// <summary>What all connections to instances share.</summary>
/// <param name="Stopping">The edge was told to stop.</param>
internal sealed record Upstream(EdgeLimits Limits, Ticker Ticker, Deadlines Deadlines, CancellationToken Stopping);
