using Seaworthy.Edge.HandingOver;

namespace Seaworthy.Edge.Upstreams;

/// <summary>What all connections to instances share.</summary>
/// <param name="Stopping">The edge was told to stop.</param>
/// <param name="Leaving">Another process has taken over.</param>
internal sealed record Upstream(EdgeLimits Limits, Ticker Ticker, Deadlines Deadlines, Leaving Leaving, CancellationToken Stopping);
