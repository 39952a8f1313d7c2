namespace Seaworthy.Edge.Routing;

/// <summary>The routes of one host, by path prefix.</summary>
internal sealed class PathRoutes
{
    private readonly List<(string Prefix, Route Route)> byLength = [];

    /// <summary>See <see cref="Client.RouteMatch.NoCertificate"/>; holds for the host, whatever the path.</summary>
    public bool NoCertificate { get; set; }

    /// <summary>False if the prefix is taken. <c>/api/</c> is the same prefix as <c>/api</c>.</summary>
    public bool TryAdd(string prefix, Route route)
    {
        prefix = prefix.TrimEnd('/');
        if (byLength.Exists(entry => entry.Prefix == prefix))
            return false;
        var at = byLength.FindIndex(entry => entry.Prefix.Length < prefix.Length);
        byLength.Insert(at < 0 ? byLength.Count : at, (prefix, route));
        return true;
    }

    /// <summary>The longest prefix that ends where a segment of the path ends.</summary>
    public Route? Find(ReadOnlySpan<char> path)
    {
        foreach (var (prefix, route) in byLength)
        {
            if (path.StartsWith(prefix, StringComparison.Ordinal) && (path.Length == prefix.Length || path[prefix.Length] == '/' || prefix.Length == 0))
                return route;
        }
        return null;
    }
}
