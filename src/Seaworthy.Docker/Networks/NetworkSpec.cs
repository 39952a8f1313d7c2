using System.Net;

namespace Seaworthy.Docker;

/// <summary>A network to be created.</summary>
public sealed record NetworkSpec
{
    public required string Name { get; init; }

    public string Driver { get; init; } = "bridge";

    /// <summary>Null: one of the engine's own pools, in which no fixed address can be given.</summary>
    public IPNetwork? Subnet { get; init; }

    /// <summary>Null: the subnet's first address.</summary>
    public IPAddress? Gateway { get; init; }

    /// <summary>The host interface's name, at most 15 characters; null: <c>br-…</c>.</summary>
    public string? BridgeName { get; init; }

    /// <summary>Without a way out of the host.</summary>
    public bool Internal { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = Empty.Map;

    /// <summary>Of the driver, such as <c>com.docker.network.driver.mtu</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = Empty.Map;
}
