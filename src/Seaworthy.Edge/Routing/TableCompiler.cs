using System.Collections.Immutable;
using System.Net;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Routing;

/// <summary>Joins a declared table, free of faults, with what is live: counts, ejections and connections go on over a change.</summary>
internal sealed class TableCompiler(LiveTargets targets, CountsByApp counts, Upstream upstream)
{
    public Compilation Compile(DeclaredTable declared, CompiledTable previous)
    {
        var hosts = CompiledTable.NewHosts(declared.Apps.Count);
        var compiled = ImmutableDictionary.CreateBuilder<Guid, RoutedTarget>();
        foreach (var entry in declared.Apps.Values.SelectMany(entries => entries))
        {
            foreach (var (key, match, route) in RoutesOf(entry, compiled, previous))
            {
                if (!hosts.TryGetValue(key, out var paths))
                    hosts[key] = paths = new PathRoutes();
                paths.TryAdd(match.PathPrefix, route, match.NoCertificate);
            }
        }
        var table = new CompiledTable(declared.Version, declared.ProbeToken, hosts, compiled.ToImmutable());
        return new Compilation(table, Left(previous.Targets.Values, table));
    }

    /// <summary>The same as compiling all anew, by looking at the changed apps only. Hosts are copied: a look-up shall cost no more than before.</summary>
    /// <param name="before">What <paramref name="previous"/> was compiled from.</param>
    /// <param name="touched">Apps of which <paramref name="declared"/> may say something else than <paramref name="before"/>.</param>
    public Compilation Compile(DeclaredTable declared, CompiledTable previous, DeclaredTable before, IReadOnlySet<Guid> touched)
    {
        var hosts = previous.CopyHosts();
        var compiled = previous.Targets.ToBuilder();
        var old = touched.SelectMany(app => Entries(before, app)).ToList();
        foreach (var key in old.SelectMany(entry => entry.Matches).Select(match => KeyOf(match.Host)).ToHashSet(StringComparer.OrdinalIgnoreCase))
        {
            // They serve as they are: a change makes new ones.
            if (hosts[key].Without(touched) is { IsEmpty: false } rest)
                hosts[key] = rest;
            else
                hosts.Remove(key);
        }
        var fresh = new HashSet<PathRoutes>();
        foreach (var entry in touched.SelectMany(app => Entries(declared, app)))
        {
            foreach (var (key, match, route) in RoutesOf(entry, compiled, previous))
            {
                var paths = hosts.TryGetValue(key, out var known) ? (fresh.Contains(known) ? known : known.Without(touched)) : new PathRoutes();
                fresh.Add(paths);
                hosts[key] = paths;
                paths.TryAdd(match.PathPrefix, route, match.NoCertificate);
            }
        }
        var oldInstances = old.SelectMany(entry => entry.Targets).Select(target => target.Instance).ToHashSet();
        foreach (var instance in oldInstances.Where(instance => !declared.Instances.ContainsKey(instance)))
            compiled.Remove(instance);
        var table = new CompiledTable(declared.Version, declared.ProbeToken, hosts, compiled.ToImmutable());
        return new Compilation(table, Left(oldInstances.Select(instance => previous.Targets[instance]), table));
    }

    private static ImmutableArray<AppRoutes> Entries(DeclaredTable table, Guid app) => table.Apps.TryGetValue(app, out var entries) ? entries : [];

    private IEnumerable<(string Key, RouteMatch Match, Route Route)> RoutesOf(AppRoutes app, ImmutableDictionary<Guid, RoutedTarget>.Builder compiled, CompiledTable previous)
    {
        RoutedTarget[] routed = [.. app.Targets.Select(target => Compile(target, compiled, previous))];
        var open = new Route(app, routed, counts.Of(app.App), encryptedOnly: false);
        var encrypted = app.Matches.Any(match => match.RedirectToHttps) ? new Route(app, routed, counts.Of(app.App), encryptedOnly: true) : open;
        return app.Matches.Select(match => (KeyOf(match.Host), match, match.RedirectToHttps ? encrypted : open));
    }

    private static string KeyOf(string host) => HostName.IsWildcard(host) ? host[1..] : host;

    private RoutedTarget Compile(Target target, ImmutableDictionary<Guid, RoutedTarget>.Builder compiled, CompiledTable previous)
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

    private static List<RoutedTarget> Left(IEnumerable<RoutedTarget> before, CompiledTable table) =>
        [.. before.Where(target => table.Targets.GetValueOrDefault(target.Instance)?.Pool != target.Pool)];
}
