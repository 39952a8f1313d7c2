namespace Seaworthy.Edge.Routing;

/// <summary>The routes of one host, by path prefix.</summary>
internal sealed class PathRoutes
{
    private readonly List<(string Prefix, Route Route, bool NoCertificate)> byLength = [];

    public bool IsEmpty => byLength.Count == 0;

    /// <summary>See <see cref="Client.RouteMatch.NoCertificate"/>; where one route says it, it holds for the host, whatever the path.</summary>
    public bool NoCertificate => byLength.Exists(entry => entry.NoCertificate);

    /// <summary>A copy without the routes of these apps.</summary>
    public PathRoutes Without(IReadOnlySet<Guid> apps)
    {
        var rest = new PathRoutes();
        rest.byLength.AddRange(byLength.Where(entry => !apps.Contains(entry.Route.App)));
        return rest;
    }

    /// <summary>False if the prefix is taken. <c>/api/</c> is the same prefix as <c>/api</c>.</summary>
    public bool TryAdd(string prefix, Route route, bool noCertificate)
    {
        prefix = prefix.TrimEnd('/');
        if (byLength.Exists(entry => entry.Prefix == prefix))
            return false;
        var at = byLength.FindIndex(entry => entry.Prefix.Length < prefix.Length);
        byLength.Insert(at < 0 ? byLength.Count : at, (prefix, route, noCertificate));
        return true;
    }

    /// <summary>The longest prefix that ends where a segment of the path ends.</summary>
    public Route? Find(ReadOnlySpan<char> path)
    {
        foreach (var (prefix, route, _) in byLength)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/' || prefix.Length == 0))
                return route;
        }
        return null;
    }
}
