namespace Seaworthy.Edge.Client;

/// <summary>Everything the edge knows: which hosts and paths lead to which instances.</summary>
public sealed record RouteTable
{
    /// <summary>Grows with every change. The edge refuses a table that is not newer than the one it applied.</summary>
    public required long Version { get; init; }

    /// <summary>
    /// A request whose <c>X-Seaworthy-Probe</c> header equals this is told by <c>X-Seaworthy-Upstream</c> which instance answered.
    /// Empty: no request is.
    /// </summary>
    public required string ProbeToken { get; init; }

    public required IReadOnlyList<AppRoutes> Apps { get; init; }
}
