using System.Net;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Routing;

/// <summary>Joins a declared table, free of faults, with what is live: counts, ejections and connections go on over a change.</summary>
internal sealed class TableCompiler(LiveTargets targets, CountsByApp counts, Upstream upstream)
{
    public CompiledTable Compile(RouteTable declared, CompiledTable previous)
    {
        var hosts = CompiledTable.NewHosts(declared.Apps.Count);
        var compiled = new Dictionary<Guid, RoutedTarget>(declared.Apps.Count);
        foreach (var app in declared.Apps)
        {
            RoutedTarget[] routed = [.. app.Targets.Select(target => Compile(target, previous, compiled))];
            var open = new Route(app, routed, counts.Of(app.App), encryptedOnly: false);
            var encrypted = app.Matches.Any(match => match.RedirectToHttps) ? new Route(app, routed, counts.Of(app.App), encryptedOnly: true) : open;
            foreach (var match in app.Matches)
            {
                var key = HostName.IsWildcard(match.Host) ? match.Host[1..] : match.Host;
                if (!hosts.TryGetValue(key, out var paths))
                    hosts[key] = paths = new PathRoutes();
                paths.NoCertificate |= match.NoCertificate;
                paths.TryAdd(match.PathPrefix, match.RedirectToHttps ? encrypted : open);
            }
        }
        return new CompiledTable(declared.Version, declared.ProbeToken, hosts, compiled);
    }

    private RoutedTarget Compile(Target target, CompiledTable previous, Dictionary<Guid, RoutedTarget> compiled)
    {
        // Most of a table is as it was: that part costs no more than looking at it.
        var known = compiled.GetValueOrDefault(target.Instance) ?? previous.Targets.GetValueOrDefault(target.Instance);
        if (known is not null && known.Address == target.Address && known.Weight == target.Weight)
            return compiled[target.Instance] = known;
        var address = IPEndPoint.Parse(target.Address);
        var pool = known is not null && known.Pool.Address.Equals(address) ? known.Pool : new UpstreamPool(address, upstream);
        var routed = new RoutedTarget(target.Instance, target.Address, targets.Of(target.Instance), pool, target.Weight);
        compiled[target.Instance] = routed;
        return routed;
    }
}
