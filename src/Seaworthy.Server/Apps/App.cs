using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps;

/// <summary>What the user wants of one app: a row of <c>apps</c>.</summary>
public sealed record App
{
    public required AppId Id { get; init; }

    public required OrganizationId OrganizationId { get; init; }

    public required ProjectId ProjectId { get; init; }

    /// <summary>The project's name.</summary>
    public string Project { get; init; } = "";

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

    /// <summary>Without the capabilities that official images need at their start.</summary>
    public bool Hardened { get; init; }

    /// <summary>Where its Dockerfile is, from the root of what is built; null: looked for.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; null: the last.</summary>
    public string? BuildTarget { get; init; }

    /// <summary>Not secret: they stand in argument lists and in the image's history.</summary>
    public IReadOnlyDictionary<string, string> BuildArgs { get; init; } = new Dictionary<string, string>();

    /// <summary>Labels of its containers, beside ours.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    /// <summary>Runs in the new image before the switch, once per release; instead of the Procfile's <c>release</c>.</summary>
    public IReadOnlyList<string>? PreDeployCommand { get; init; }

    /// <summary>Runs in the new image after it went live.</summary>
    public IReadOnlyList<string>? PostDeployCommand { get; init; }

    /// <summary>A release that crashes again and again gives way to the newest older one that has served well.</summary>
    public bool ReturnWhenCrashing { get; init; }

    /// <summary>Counts changes of the settings: the app's ETag.</summary>
    public long SettingsVersion { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public bool IsRunning => Desired == "running";

    /// <summary>The version of its settings as an HTTP header has it.</summary>
    public string ETag => $"\"{SettingsVersion}\"";
}
