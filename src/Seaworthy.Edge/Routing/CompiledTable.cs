using System.Collections.Immutable;

namespace Seaworthy.Edge.Routing;

/// <summary>A declared table made ready for look-ups. Never changes once it serves.</summary>
internal sealed class CompiledTable
{
    private readonly Dictionary<string, PathRoutes> hosts;
    private readonly Dictionary<string, PathRoutes>.AlternateLookup<ReadOnlySpan<char>> find;

    /// <param name="hosts">By exact name, or by suffix with its leading dot for a wildcard.</param>
    /// <param name="targets">By instance: every target that any route leads to.</param>
    public CompiledTable(long version, string probeToken, Dictionary<string, PathRoutes> hosts, ImmutableDictionary<Guid, RoutedTarget> targets)
    {
        this.hosts = hosts;
        find = hosts.GetAlternateLookup<ReadOnlySpan<char>>();
        Version = version;
        ProbeToken = new ProbeToken(probeToken);
        Targets = targets;
    }

    /// <summary>What serves before the first table.</summary>
    public static CompiledTable Nothing { get; } = new(0, "", NewHosts(), ImmutableDictionary<Guid, RoutedTarget>.Empty);

    public long Version { get; }

    public ProbeToken ProbeToken { get; }

    public ImmutableDictionary<Guid, RoutedTarget> Targets { get; }

    public static Dictionary<string, PathRoutes> NewHosts(int capacity = 0) => new(capacity, StringComparer.OrdinalIgnoreCase);

    /// <summary>To be changed into those of the next table. Its <see cref="PathRoutes"/> go on serving in this one: they must not be changed.</summary>
    public Dictionary<string, PathRoutes> CopyHosts() => new(hosts, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether this host may have a certificate: something answers there, under whatever path, and nothing says that there is none.</summary>
    /// <param name="host">As <see cref="HostName.OfHeader"/> gives it.</param>
    public bool MayHaveCertificate(ReadOnlySpan<char> host)
    {
        if (host.IsEmpty || host[0] == '.')
            return false;
        for (var name = host; !name.IsEmpty;)
        {
            if (find.TryGetValue(name, out var paths))
                return !paths.NoCertificate;
            var dot = name[1..].IndexOf('.');
            name = dot < 0 ? [] : name[(dot + 1)..];
        }
        return false;
    }

    /// <summary>The exact host first, then wildcards from the longest suffix to the shortest: at most one look-up per label.</summary>
    /// <param name="host">As <see cref="HostName.OfHeader"/> gives it.</param>
    public Route? Find(ReadOnlySpan<char> host, ReadOnlySpan<char> path)
    {
        if (host.IsEmpty || hosts.Count == 0)
            return null;
        // A Host such as ".example.com" must not pass for the wildcard's key.
        if (host[0] != '.' && find.TryGetValue(host, out var exact) && exact.Find(path) is { } route)
            return route;
        for (var dot = host[1..].IndexOf('.') + 1; dot > 0; dot = Next(host, dot))
        {
            if (find.TryGetValue(host[dot..], out var wildcard) && wildcard.Find(path) is { } wide)
                return wide;
        }
        return null;

        static int Next(ReadOnlySpan<char> host, int dot)
        {
            var next = host[(dot + 1)..].IndexOf('.');
            return next < 0 ? 0 : dot + 1 + next;
        }
    }
}
