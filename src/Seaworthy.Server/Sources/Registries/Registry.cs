using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>Who an organization is to a registry; its password is not shown.</summary>
public sealed record Registry
{
    public required RegistryId Id { get; init; }

    public required string Host { get; init; }

    public required string Username { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
