namespace Seaworthy.Edge.Client;

/// <summary>
/// Where requests for one app go. An app whose processes answer under different paths has one of these for each; counters are
/// kept per <see cref="App"/>.
/// </summary>
public sealed record AppRoutes
{
    public required Guid App { get; init; }

    /// <summary>For people: shown on the edge's own pages.</summary>
    public required string Name { get; init; }

    public required IReadOnlyList<RouteMatch> Matches { get; init; }

    /// <summary>What a visitor is told while <see cref="Targets"/> is empty.</summary>
    public required AppState State { get; init; }

    /// <summary>As long as there are any, requests are forwarded to them.</summary>
    public required IReadOnlyList<Target> Targets { get; init; }
}
