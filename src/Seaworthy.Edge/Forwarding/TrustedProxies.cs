using System.Net;

namespace Seaworthy.Edge.Forwarding;

/// <summary>Whose X-Forwarded-* headers are believed: Caddy's, on its Unix socket, and those of configured addresses.</summary>
internal sealed class TrustedProxies(IReadOnlyList<IPNetwork> ranges)
{
    public bool Trust(IPAddress? peer)
    {
        if (peer is null)
            return true;
        if (ranges.Count == 0)
            return false;
        var address = peer.IsIPv4MappedToIPv6 ? peer.MapToIPv4() : peer;
        foreach (var range in ranges)
        {
            if (range.Contains(address))
                return true;
        }
        return false;
    }
}
