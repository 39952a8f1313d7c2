using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A network and the addresses that are in use in it. Used under the engine's lock.</summary>
internal sealed class FakeNetwork
{
    private readonly Dictionary<IPAddress, FakeContainer> reserved = [];

    public required string Id { get; init; }

    public required NetworkSpec Spec { get; init; }

    /// <summary>Null for the networks <c>host</c> and <c>none</c>, which give no addresses.</summary>
    public required IPNetwork? Subnet { get; init; }

    public bool IsPredefined { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public IPAddress? Gateway => Spec.Gateway ?? (Subnet is { } subnet ? Addresses(subnet).First() : null);

    public IReadOnlyDictionary<IPAddress, FakeContainer> Reserved => reserved;

    public static List<FakeNetwork> Predefined() =>
    [
        Predefine("bridge", "bridge", IPNetwork.Parse("172.17.0.0/16")),
        Predefine("host", "host", null),
        Predefine("none", "null", null),
    ];

    public bool Overlaps(IPNetwork other) =>
        Subnet is { } subnet && (subnet.Contains(other.BaseAddress) || other.Contains(subnet.BaseAddress));

    /// <summary>What is wrong with an address before anybody asks for it.</summary>
    public void Check(IPAddress? wanted)
    {
        if (wanted is null)
            return;
        if (Spec.Subnet is null)
        {
            throw new FakeRefusal(HttpStatusCode.BadRequest,
                "user specified IP address is supported only when connecting to networks with user configured subnets");
        }

        if (!Spec.Subnet.Value.Contains(wanted))
        {
            throw new FakeRefusal(HttpStatusCode.BadRequest,
                $"invalid config for network {Spec.Name}: invalid endpoint settings:\nno configured subnet or ip-range contain the IP address {wanted}");
        }
    }

    /// <summary>Reserves the address wanted, or any; null where the network gives none.</summary>
    public IPAddress? Reserve(IPAddress? wanted, FakeContainer container)
    {
        if (Subnet is not { } subnet)
            return null;
        if (wanted is not null && !IsFree(wanted))
            throw new FakeRefusal(HttpStatusCode.Forbidden, "Address already in use");
        var address = wanted ?? Addresses(subnet).FirstOrDefault(IsFree)
            ?? throw new FakeRefusal(HttpStatusCode.Forbidden,
                $"no available IPv4 addresses on this network's address pools: {Spec.Name} ({Id})");
        reserved.Add(address, container);
        return address;
    }

    public void Release(IPAddress address) => reserved.Remove(address);

    private static FakeNetwork Predefine(string name, string driver, IPNetwork? subnet) => new()
    {
        Id = string.Concat(Enumerable.Repeat(Convert.ToHexStringLower(System.Text.Encoding.ASCII.GetBytes(name)), 64))[..64],
        Spec = new NetworkSpec { Name = name, Driver = driver },
        Subnet = subnet,
        IsPredefined = true,
    };

    private static IEnumerable<IPAddress> Addresses(IPNetwork subnet)
    {
        if (subnet.BaseAddress.AddressFamily != AddressFamily.InterNetwork)
            throw new NotSupportedException("The fake engine knows IPv4 only.");
        var bytes = subnet.BaseAddress.GetAddressBytes();
        var first = BinaryPrimitives.ReadUInt32BigEndian(bytes);
        var broadcast = first + (uint)(1L << (32 - subnet.PrefixLength)) - 1;
        for (var number = first + 1; number < broadcast; number++)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, number);
            yield return new IPAddress(bytes);
        }
    }

    private bool IsFree(IPAddress address) => !address.Equals(Gateway) && !reserved.ContainsKey(address);
}
