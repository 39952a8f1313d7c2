using Microsoft.Extensions.Primitives;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// X-Forwarded-For, -Proto and -Host. From a trusted proxy they are kept and its own address is added; from anybody else they
/// are replaced by what we see.
/// </summary>
/// <param name="For">Null: nobody knows. So it is on a Unix socket whose proxy has not named its client.</param>
internal readonly record struct ForwardedHeaders(string? For, string Proto, string Host)
{
    /// <param name="trusted">As <see cref="TrustedProxies.Trust"/> found.</param>
    public static ForwardedHeaders Of(HttpContext http, bool trusted)
    {
        var headers = http.Request.Headers;
        var peer = http.Connection.RemoteIpAddress;
        var peerText = peer is null ? null : (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).ToString();
        var before = trusted ? Joined(headers[HeaderNames.ForwardedFor]) : null;
        return new ForwardedHeaders(
            For: before is null ? peerText : peerText is null ? before : $"{before}, {peerText}",
            // Caddy is there for https: what comes over its socket came by that, unless it says otherwise.
            Proto: trusted && headers[HeaderNames.ForwardedProto] is ["https" or "http"] scheme ? scheme.ToString() : peer is null ? "https" : "http",
            Host: trusted && headers[HeaderNames.ForwardedHost] is [{ Length: > 0 } named] ? named : headers.Host.ToString());
    }

    public void Write(SendBuffer into)
    {
        if (For is not null)
            into.AddHeader(HeaderNames.ForwardedFor, For);
        into.AddHeader(HeaderNames.ForwardedProto, Proto);
        if (Host.Length > 0)
            into.AddHeader(HeaderNames.ForwardedHost, Host);
    }

    private static string? Joined(StringValues values) => StringValues.IsNullOrEmpty(values) ? null : string.Join(", ", values.ToArray());
}
