using Seaworthy.Edge.Client;

namespace Seaworthy.Server.Routes;

/// <summary>Computes the edge's table: hosts × what serves × its healthy instances. Pure; the version is given when it is put.</summary>
public static class RouteTables
{
    public static RouteTable Compute(RouteSnapshot snapshot, string domain, string probeToken) => new()
    {
        Version = 0,
        ProbeToken = probeToken,
        Apps = [.. snapshot.Apps.Select(app => ComputeApp(app, [.. snapshot.Instances[app.Id]], domain))],
    };

    private static AppRoutes ComputeApp(RoutedApp app, List<RoutedInstance> instances, string domain)
    {
        var healthy = instances.FindAll(instance => instance.Healthy);
        // With none healthy the last targets stay: an instance that is only slow is better than a page of ours.
        var targets = app.Desired == "running" ? (healthy.Count > 0 ? healthy : instances) : [];
        return new AppRoutes
        {
            App = app.Id.Value,
            Name = app.Name,
            Matches = [new RouteMatch { Host = $"{app.Slug}.{domain}", PathPrefix = "/" }, .. app.Domains.Select(ToMatch)],
            State = StateOf(app, targets.Count),
            Targets = [.. targets.Select(instance => new Target { Instance = instance.Id.Value, Address = $"{instance.Address}:{instance.Port}", Weight = instance.Weight })],
        };
    }

    private static AppState StateOf(RoutedApp app, int targets) => app switch
    {
        { Desired: not "running" } => AppState.Stopped,
        _ when targets > 0 => AppState.Serving,
        { RollingOut: true } or { Deploying: true } => AppState.Starting,
        { Deployed: true } => AppState.Failed,
        _ => AppState.Empty,
    };

    private static RouteMatch ToMatch(string domain)
    {
        var slash = domain.IndexOf('/', StringComparison.Ordinal);
        return new RouteMatch { Host = domain[..slash], PathPrefix = domain[slash..] };
    }
}
