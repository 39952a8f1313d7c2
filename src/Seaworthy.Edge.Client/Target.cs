namespace Seaworthy.Edge.Client;

/// <summary>One instance that answers requests.</summary>
public sealed record Target
{
    public required Guid Instance { get; init; }

    /// <summary>IP address and port: <c>10.1.2.3:8080</c> or <c>[fd00::3]:8080</c>.</summary>
    public required string Address { get; init; }

    /// <summary>1 to 1000. A target of weight 3 carries three times the concurrent requests of one of weight 1.</summary>
    public required int Weight { get; init; }
}
