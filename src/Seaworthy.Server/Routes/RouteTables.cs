using Seaworthy.Edge.Client;

namespace Seaworthy.Server.Routes;

/// <summary>Computes the edge's table: hosts × what serves × its healthy instances. Pure; the version is given when it is put.</summary>
public static class RouteTables
{
    /// <param name="snapshot">Of every app.</param>
    public static RouteTable Compute(RouteSnapshot snapshot, RouteHosts hosts, string probeToken) => new()
    {
        Version = 0,
        ProbeToken = probeToken,
        Apps = [.. hosts.Server is { } server ? [server] : Array.Empty<AppRoutes>(), .. ComputeApps(snapshot, hosts)],
    };

    /// <summary>The entries of the snapshot's apps, as they are in the whole table.</summary>
    public static IReadOnlyList<AppRoutes> ComputeApps(RouteSnapshot snapshot, RouteHosts hosts)
    {
        // The edge refuses a table in which two apps have the same host. A changed ROUTER_DOMAIN or SERVER_DOMAIN may bring
        // that about: the server comes first, then slugs, then domains, so that one clash does not stop all publication.
        var taken = new HashSet<string>(hosts.Server?.Matches.Select(Key) ?? []);
        var slugs = snapshot.Apps.ToDictionary(app => app.Id, app => Free([SlugMatch(app.Slug, hosts)], taken));
        taken.UnionWith(snapshot.OtherSlugs.Select(slug => Key(SlugMatch(slug, hosts))));
        return
        [
            .. snapshot.Apps.Select(app => ComputeApp(
                app, [.. snapshot.Instances[app.Id]], [.. slugs[app.Id], .. Free(snapshot.Domains[app.Id].Select(domain => ToMatch(domain, hosts)), taken)])),
        ];
    }

    private static RouteMatch SlugMatch(string slug, RouteHosts hosts) => new() { Host = $"{slug}.{hosts.AppDomain}", PathPrefix = "/" };

    private static AppRoutes ComputeApp(RoutedApp app, List<RoutedInstance> instances, IReadOnlyList<RouteMatch> matches)
    {
        var healthy = instances.FindAll(instance => instance.Healthy);
        // With none healthy the last targets stay: an instance that is only slow is better than a page of ours.
        var targets = app.Desired == "running" ? (healthy.Count > 0 ? healthy : instances) : [];
        return new AppRoutes
        {
            App = app.Id.Value,
            Name = app.Name,
            Matches = matches,
            State = StateOf(app, targets.Count),
            Targets = [.. targets.Select(instance => new Target { Instance = instance.Id.Value, Address = $"{instance.Address}:{instance.Port}", Weight = instance.Weight })],
        };
    }

    private static AppState StateOf(RoutedApp app, int targets) => app switch
    {
        { Desired: not "running" } => AppState.Stopped,
        _ when targets > 0 => AppState.Serving,
        { RollingOut: true } or { Deploying: true } => AppState.Starting,
        { Held: true } => AppState.Stopped,
        { Deployed: true } => AppState.Failed,
        _ => AppState.Empty,
    };

    private static RouteMatch ToMatch(RoutedDomain domain, RouteHosts hosts) => new()
    {
        Host = domain.Host,
        PathPrefix = domain.PathPrefix,
        RedirectToHttps = hosts.HttpsEnabled && domain.RedirectToHttps,
        NoCertificate = hosts.HttpsEnabled && domain.CertificateFailed && !hosts.MayAsk(domain.Host),
    };

    private static List<RouteMatch> Free(IEnumerable<RouteMatch> matches, HashSet<string> taken) => [.. matches.Where(match => taken.Add(Key(match)))];

    /// <summary>As the edge tells matches apart: the case of a host does not matter, that of a path does.</summary>
    private static string Key(RouteMatch match) => $"{match.Host.ToLowerInvariant()} {match.PathPrefix}";
}
