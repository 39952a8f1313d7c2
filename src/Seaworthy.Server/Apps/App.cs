using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps;

/// <summary>What the user wants of one app: a row of <c>apps</c>.</summary>
public sealed record App
{
    public required AppId Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required string Name { get; init; }

    /// <summary>Unique in the installation; the app answers at <c>slug.ROUTER_DOMAIN</c>.</summary>
    public required string Slug { get; init; }

    public string Description { get; init; } = "";

    /// <summary>running, stopped or asleep.</summary>
    public required string Desired { get; init; }

    /// <summary>When <see cref="Desired"/> was last set.</summary>
    public DateTimeOffset DesiredAt { get; init; }

    /// <summary>Null: the image's only EXPOSE, else 8080.</summary>
    public int? Port { get; init; }

    public string? HealthPath { get; init; }

    public required long MemoryBytes { get; init; }

    /// <summary>Thousandths of a core.</summary>
    public required int CpuMillis { get; init; }

    public required string Strategy { get; init; }

    public required int DrainSeconds { get; init; }

    public required int StopGraceSeconds { get; init; }

    public required int StartDeadlineSeconds { get; init; }

    public bool Hardened { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsRunning => Desired == "running";
}
