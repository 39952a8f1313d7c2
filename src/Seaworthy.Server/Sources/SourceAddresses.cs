using System.Net;
using System.Net.Sockets;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Sources;

/// <summary>Finds a host's addresses once, and refuses those that would lead into this machine or its network.</summary>
public sealed class SourceAddresses(PlatformOptions options)
{
    /// <summary>Everything that is not the public Internet: RFC 6890 and its successors.</summary>
    private static readonly IPNetwork[] Private =
    [
        .. ((string[])
        [
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/128", "::1/128", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8",
        ]).Select(range => IPNetwork.Parse(range)),
    ];

    /// <summary>The addresses that may be connected to, at least one.</summary>
    /// <exception cref="SourceUnavailableException">The host is unknown, or lies only in ranges that are not opened.</exception>
    public async Task<IReadOnlyList<IPAddress>> FindAsync(string host, CancellationToken ct)
    {
        IPAddress[] found;
        try
        {
            found = IPAddress.TryParse(host, out var literal) ? [literal] : await Dns.GetHostAddressesAsync(host, ct);
        }
        catch (SocketException e)
        {
            throw new SourceUnavailableException($"The host {host} is not found ({e.Message}). Check the spelling and this server's DNS.");
        }
        var allowed = found.Where(IsAllowed).ToList();
        return allowed.Count > 0 ? allowed : throw new SourceUnavailableException(
            $"{host} has the address {string.Join(", ", found.Select(address => address.ToString()))}, which is not public. An administrator may open its range with SEAWORTHY_GIT_ALLOWED_RANGES.");
    }

    public bool IsAllowed(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            address = address.MapToIPv4();
        return options.GitAllowedRanges.Any(range => range.Contains(address)) || !Private.Any(range => range.Contains(address));
    }
}
