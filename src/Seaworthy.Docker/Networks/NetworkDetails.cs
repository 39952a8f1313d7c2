using System.Net;

namespace Seaworthy.Docker;

/// <summary>A network as a list shows it.</summary>
public record NetworkSummary
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required string Driver { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required bool Internal { get; init; }

    public required IReadOnlyList<NetworkSubnet> Subnets { get; init; }

    /// <summary>The host interface, if it was named; the driver's default is <c>br-</c> and the id's first 12 characters.</summary>
    public required string? BridgeName { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public required IReadOnlyDictionary<string, string> Options { get; init; }
}

/// <summary>A network with its members.</summary>
public sealed record NetworkDetails : NetworkSummary
{
    /// <summary>Running containers in it, by container id.</summary>
    public required IReadOnlyDictionary<string, NetworkMember> Members { get; init; }
}

public sealed record NetworkSubnet(IPNetwork Subnet, IPAddress? Gateway);

/// <param name="Name">The container's name.</param>
public sealed record NetworkMember(string Name, IPAddress? Address, string? MacAddress);
