using Microsoft.Extensions.Primitives;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// X-Forwarded-For, -Proto and -Host. From a trusted proxy they are kept and its own address is added; from anybody else they
/// are replaced by what we see.
/// </summary>
internal static class ForwardedHeaders
{
    /// <param name="trusted">As <see cref="TrustedProxies.Trust"/> found.</param>
    public static void Write(SendBuffer into, HttpContext http, bool trusted)
    {
        var headers = http.Request.Headers;
        // Nobody's address is known on a Unix socket: there the proxy has named its client already.
        var peer = http.Connection.RemoteIpAddress;
        var peerText = peer is null ? null : (peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer).ToString();
        var before = trusted ? Joined(headers[HeaderNames.ForwardedFor]) : null;
        if ((before, peerText) is not (null, null))
            into.AddHeader(HeaderNames.ForwardedFor, before is null ? peerText! : peerText is null ? before : $"{before}, {peerText}");
        // Caddy is there for https: what comes over its socket came by that, unless it says otherwise.
        into.AddHeader(HeaderNames.ForwardedProto, trusted && headers[HeaderNames.ForwardedProto] is ["https" or "http"] scheme ? scheme.ToString() : peer is null ? "https" : "http");
        var host = trusted && headers[HeaderNames.ForwardedHost] is [{ Length: > 0 } named] ? named : headers.Host.ToString();
        if (host.Length > 0)
            into.AddHeader(HeaderNames.ForwardedHost, host);
    }

    private static string? Joined(StringValues values) => StringValues.IsNullOrEmpty(values) ? null : string.Join(", ", values.ToArray());
}
