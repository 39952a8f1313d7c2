namespace Seaworthy.Edge.Upstreams;

/// <summary>What all connections to instances share.</summary>
internal sealed record Upstream(EdgeLimits Limits, Ticker Ticker, Deadlines Deadlines);
