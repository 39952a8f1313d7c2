using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal static class NetworkMapping
{
    private const string BridgeNameOption = "com.docker.network.bridge.name";

    public static NetworkCreateWire ToWire(this NetworkSpec spec)
    {
        var options = new Dictionary<string, string>(spec.Options);
        if (spec.BridgeName is not null)
            options[BridgeNameOption] = spec.BridgeName;
        return new NetworkCreateWire
        {
            Name = spec.Name,
            Driver = spec.Driver,
            Internal = spec.Internal,
            IPAM = spec.Subnet is { } subnet
                ? new IpamWire([new IpamConfigWire(subnet.ToString(), spec.Gateway?.ToString())])
                : null,
            Options = options,
            Labels = spec.Labels,
        };
    }

    public static NetworkSummary ToSummary(this NetworkWire wire) => new()
    {
        Id = wire.Id,
        Name = wire.Name,
        Driver = wire.Driver ?? "",
        CreatedAt = Moment.Parse(wire.Created) ?? DateTimeOffset.UnixEpoch,
        Internal = wire.Internal,
        Subnets = ToSubnets(wire.IPAM),
        BridgeName = wire.Options?.GetValueOrDefault(BridgeNameOption),
        Labels = wire.Labels ?? Empty.Map,
        Options = wire.Options ?? Empty.Map,
    };

    public static NetworkDetails ToDetails(this NetworkWire wire)
    {
        var summary = wire.ToSummary();
        return new NetworkDetails
        {
            Id = summary.Id,
            Name = summary.Name,
            Driver = summary.Driver,
            CreatedAt = summary.CreatedAt,
            Internal = summary.Internal,
            Subnets = summary.Subnets,
            BridgeName = summary.BridgeName,
            Labels = summary.Labels,
            Options = summary.Options,
            Members = (wire.Containers ?? new Dictionary<string, NetworkMemberWire>()).ToDictionary(
                member => member.Key,
                member => new NetworkMember(
                    member.Value.Name ?? "", ContainerFromWire.ToAddress(member.Value.IPv4Address), member.Value.MacAddress)),
        };
    }

    private static List<NetworkSubnet> ToSubnets(IpamWire? ipam)
    {
        var subnets = new List<NetworkSubnet>();
        foreach (var config in ipam?.Config ?? [])
        {
            if (IPNetwork.TryParse(config.Subnet, out var subnet))
                subnets.Add(new NetworkSubnet(subnet, ContainerFromWire.ToAddress(config.Gateway)));
        }

        return subnets;
    }
}
