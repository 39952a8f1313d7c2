namespace Seaworthy.Client.Apps;

/// <summary>An app: what is wanted of it and how it is.</summary>
/// <param name="Status">created, building, deploying, running, stopped or failed.</param>
/// <param name="Trouble">What is wrong with what serves, in words; null where nothing is known.</param>
/// <param name="Replicas">Healthy instances of web.</param>
/// <param name="CurrentImageId">The image that serves; null before the first deployment.</param>
/// <param name="Release">The number of the release that serves.</param>
/// <param name="MemoryLimit">Bytes.</param>
/// <param name="CpuQuota">Microseconds of processor time per 100 ms: 50000 is half a core.</param>
/// <param name="DeploymentId">In answers of changes: the deployment that brings them live.</param>
public sealed record App(
    Guid Id,
    string Name,
    string Slug,
    string? Description,
    string? Project,
    string Status,
    string? Trouble,
    string Url,
    int Replicas,
    int TargetReplicas,
    string? CurrentImageId,
    int? Release,
    int? ExposedPort,
    long? MemoryLimit,
    int? CpuQuota,
    string? HealthPath,
    string? Strategy,
    bool? Hardened,
    bool? ReturnWhenCrashing,
    string? DockerfilePath,
    string? BuildTarget,
    Dictionary<string, string>? BuildArgs,
    Dictionary<string, string>? Labels,
    string? PreDeployCommand,
    string? PostDeployCommand,
    int? DrainSeconds,
    int? StopGraceSeconds,
    int? StartDeadlineSeconds,
    Guid? DeploymentId,
    DateTimeOffset CreatedAt,
    DateTimeOffset UpdatedAt);

/// <summary>A new app: what is null gets its default.</summary>
public sealed record NewApp(string Name, string? Slug)
{
    public string? Description { get; init; }

    public string? Project { get; init; }

    public int? ExposedPort { get; init; }

    public Dictionary<string, string>? EnvVars { get; init; }

    public Dictionary<string, string>? Labels { get; init; }
}
