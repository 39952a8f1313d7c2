using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Tests.Fixtures;

internal static class Tables
{
    public static RouteTable Of(long version, params AppRoutes[] apps) => new() { Version = version, ProbeToken = TestEdge.ProbeToken, Apps = apps };

    public static AppRoutes App(string host, params TestUpstream[] upstreams) =>
        App(host, AppState.Serving, [.. upstreams.Select(upstream => To(upstream))]);

    public static AppRoutes App(string host, AppState state, params Target[] targets) => new()
    {
        App = Guid.NewGuid(),
        Name = "Fish & Chips",
        Matches = [Match(host)],
        State = state,
        Targets = targets,
    };

    public static RouteMatch Match(string host, string prefix = "/") => new() { Host = host, PathPrefix = prefix };

    public static Target To(TestUpstream upstream, int weight = 1) => To(upstream.Address, weight) with { Instance = upstream.Instance };

    public static Target To(string address, int weight = 1) => new() { Instance = Guid.NewGuid(), Address = address, Weight = weight };
}
