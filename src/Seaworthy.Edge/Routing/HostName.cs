using System.Buffers;

namespace Seaworthy.Edge.Routing;

/// <summary>Which host names a table may hold, and how a request's Host is brought to the same form.</summary>
internal static class HostName
{
    private static readonly SearchValues<char> LabelCharacters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_");

    /// <summary><c>*.example.com</c> is given as <c>.example.com</c>: the dot keeps it apart from the exact name.</summary>
    public static bool IsWildcard(string host) => host.StartsWith("*.", StringComparison.Ordinal);

    /// <summary>Labels of letters, digits, hyphen and underscore; a name or an IPv4 address, without port or final dot.</summary>
    public static bool IsValid(string host)
    {
        var name = IsWildcard(host) ? host.AsSpan(2) : host;
        if (name.Length is 0 or > 253)
            return false;
        foreach (var label in name.Split('.'))
        {
            if (name[label] is not { Length: > 0 and <= 63 } text || text.ContainsAnyExcept(LabelCharacters))
                return false;
        }
        return true;
    }

    /// <summary>The name in a Host header: <c>App.Example.com.:8080</c> → <c>App.Example.com</c>. Case is left to the look-up.</summary>
    public static ReadOnlySpan<char> OfHeader(ReadOnlySpan<char> host)
    {
        var colon = host.LastIndexOf(':');
        if (colon >= 0 && !host[colon..].Contains(']'))
            host = host[..colon];
        return host.EndsWith('.') ? host[..^1] : host;
    }
}
