using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Server.Accounts.Authentication;

/// <summary>
/// Slows down guessing: an address that failed too often within a minute hears 429 until the minute is over. A valid token is let
/// through even then, since others may share the address and 256 random bits are not guessed; passwords are not even looked at.
/// </summary>
public sealed class FailedAttempts(TimeProvider time)
{
    public const int Limit = 20;

    /// <summary>Bounds the memory: when so many addresses failed within a minute, they are all forgotten.</summary>
    private const int Addresses = 10_000;

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);
    private readonly Lock gate = new();
    private readonly Dictionary<IPAddress, Count> counts = [];

    /// <summary>Counts a failure. Returns how long the address has to wait, or null while it may go on.</summary>
    public TimeSpan? Add(IPAddress? address)
    {
        var key = Key(address);
        var now = time.GetUtcNow();
        lock (gate)
        {
            var before = Current(key, now);
            if (before.Failures == 0 && counts.Count >= Addresses)
                counts.Clear();
            counts[key] = before with { Failures = before.Failures + 1 };
        }
        return Wait(address);
    }

    /// <summary>How long the address has to wait, or null if it may try.</summary>
    public TimeSpan? Wait(IPAddress? address)
    {
        var now = time.GetUtcNow();
        lock (gate)
        {
            var count = Current(Key(address), now);
            return count.Failures > Limit ? count.Since + Window - now : null;
        }
    }

    private Count Current(IPAddress key, DateTimeOffset now) =>
        counts.TryGetValue(key, out var count) && now - count.Since < Window ? count : new Count(now, 0);

    /// <summary>An IPv6 subscriber has a whole /64; on a Unix socket there is no address.</summary>
    private static IPAddress Key(IPAddress? address)
    {
        if (address is null)
            return IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }

    private readonly record struct Count(DateTimeOffset Since, int Failures);
}
