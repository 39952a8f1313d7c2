namespace Seaworthy.Docker.Transport;

internal sealed record NetworkCreateWire
{
    public required string Name { get; init; }

    // Engines before 25 would make a second network of the same name without it.
    public bool CheckDuplicate { get; init; } = true;
    public required string Driver { get; init; }
    public bool Internal { get; init; }
    public IpamWire? IPAM { get; init; }
    public required IReadOnlyDictionary<string, string> Options { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}

internal sealed record IpamWire(IReadOnlyList<IpamConfigWire>? Config);

internal sealed record IpamConfigWire(string? Subnet, string? Gateway);

internal sealed record NetworkWire
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public string? Created { get; init; }
    public string? Driver { get; init; }
    public bool Internal { get; init; }
    public IpamWire? IPAM { get; init; }
    public IReadOnlyDictionary<string, NetworkMemberWire>? Containers { get; init; }
    public IReadOnlyDictionary<string, string>? Options { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
}

internal sealed record NetworkMemberWire(string? Name, string? IPv4Address, string? MacAddress);

internal sealed record NetworkConnectWire(string Container, EndpointWire EndpointConfig);

internal sealed record NetworkDisconnectWire(string Container, bool Force);
