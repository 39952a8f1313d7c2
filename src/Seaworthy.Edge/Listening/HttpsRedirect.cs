using Seaworthy.Edge.Forwarding;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Listening;

/// <summary>Sends a visitor who came unencrypted to the same address under https.</summary>
internal sealed class HttpsRedirect(TrustedProxies proxies, int httpsPort)
{
    /// <summary>What comes over Caddy's socket did: Caddy listens for nothing else. Of others only a trusted proxy's word counts.</summary>
    public bool CameEncrypted(HttpContext http)
    {
        var peer = http.Connection.RemoteIpAddress;
        return peer is null || proxies.Trust(peer) && http.Request.Headers[HeaderNames.ForwardedProto] is ["https"];
    }

    /// <summary>308: the same method and body again. Not to be kept, so that it can be taken back.</summary>
    public void Answer(HttpContext http)
    {
        var host = HostName.OfHeader(http.Request.Host.Value);
        var target = RequestTarget.ForOrigin(http);
        var port = httpsPort == 443 ? "" : $":{httpsPort}";
        http.Response.StatusCode = StatusCodes.Status308PermanentRedirect;
        http.Response.Headers.Location = $"https://{host}{port}{(target == "*" ? "/" : target)}";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.ContentLength = 0;
    }
}
