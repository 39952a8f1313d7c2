using System.Buffers;
using System.Collections.Frozen;

namespace Seaworthy.Edge.Forwarding;

/// <summary>Which headers are not simply handed on.</summary>
internal static class HeaderNames
{
    public const string Probe = "X-Seaworthy-Probe";
    public const string Upstream = "X-Seaworthy-Upstream";
    public const string ForwardedFor = "X-Forwarded-For";
    public const string ForwardedProto = "X-Forwarded-Proto";
    public const string ForwardedHost = "X-Forwarded-Host";

    /// <summary>RFC 9110 §5.6.2.</summary>
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    private static readonly FrozenSet<string> OfOneConnection = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Connection", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "Proxy-Authenticate", "Proxy-Authentication-Info",
        "TE", "Transfer-Encoding", "Upgrade", "HTTP2-Settings");

    /// <summary>The edge writes these itself, or keeps them to itself.</summary>
    private static readonly FrozenSet<string> OwnInRequests = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Host", "Content-Length", "Expect", Probe, Upstream, ForwardedFor, ForwardedProto, ForwardedHost);

    private static readonly FrozenSet<string> OwnInResponses = FrozenSet.Create(StringComparer.OrdinalIgnoreCase, "Content-Length", Probe, Upstream);

    /// <summary>Where a visitor could pretend to be a proxy before us.</summary>
    private static readonly FrozenSet<string> OfProxies = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase, "Forwarded", "X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "True-Client-IP");

    /// <summary>They would change the meaning of the message if they came after its body.</summary>
    private static readonly FrozenSet<string> NotInTrailers = FrozenSet.Create(
        StringComparer.OrdinalIgnoreCase,
        "Content-Type", "Content-Encoding", "Content-Range", "Trailer", "Authorization", "Cookie", "Set-Cookie", "Cache-Control",
        "Max-Forwards", "Range", "Age", "Date", "Expires", "Location", "Retry-After", "Vary");

    public static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenCharacters);

    /// <summary>Of an instance's answer.</summary>
    public static bool MayBeReturned(string name) => !OfOneConnection.Contains(name) && !OwnInResponses.Contains(name);

    /// <param name="trusted">The request came from a proxy whose word on its client is believed.</param>
    public static bool MayBeForwarded(string name, bool trusted)
    {
        if (OfOneConnection.Contains(name) || OwnInRequests.Contains(name))
            return false;
        // CGI-like apps cannot tell X_Forwarded_For from X-Forwarded-For, and no proxy writes it so.
        return name.Contains('_') ? !IsReserved(name.Replace('_', '-')) : trusted || !IsSpoofable(name);
    }

    public static bool MayBeTrailer(string name) =>
        IsToken(name) && !NotInTrailers.Contains(name) && !IsReserved(name.Replace('_', '-'));

    private static bool IsReserved(string name) => OfOneConnection.Contains(name) || OwnInRequests.Contains(name) || IsSpoofable(name);

    private static bool IsSpoofable(string name) =>
        name.StartsWith("X-Forwarded-", StringComparison.OrdinalIgnoreCase) || OfProxies.Contains(name);
}
