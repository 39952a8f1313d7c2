namespace Seaworthy.Client.Deployments;

/// <summary>One attempt to bring a change live.</summary>
/// <param name="Trigger">What asked for it: api, cli, rollback, restart, config …</param>
/// <param name="Status">queued, building, releasing, starting, switching, live, succeeded, failed, cancelled or superseded.</param>
/// <param name="Reason">Why it ended as it did, or what it waits for.</param>
/// <param name="LogTail">The last lines of the log that shows why it failed.</param>
public sealed record Deployment(
    Guid Id,
    Guid AppId,
    int Number,
    string? Trigger,
    string? Actor,
    string Status,
    string? Reason,
    string? LogTail,
    Guid? BuildId,
    int? Release,
    string? Source,
    string? Revision,
    int? SupersededBy,
    string? Url,
    IReadOnlyList<DeploymentPhase>? Phases,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt)
{
    public bool IsServing => Status is "live" or "succeeded";

    public bool HasFailed => Status is "failed" or "cancelled" or "superseded";
}

/// <param name="Phase">build, start, switch or soak.</param>
/// <param name="Seconds">Null while it lasts.</param>
public sealed record DeploymentPhase(string Phase, DateTimeOffset StartedAt, double? Seconds);

/// <summary>What to deploy: exactly one of Git, Archive, ImageId and BuildId, or none of them for the app's own source.</summary>
/// <param name="Trigger">cli, sample or dashboard; api where it is null.</param>
public sealed record NewDeployment(string? Trigger)
{
    public GitSource? Git { get; init; }

    public ArchiveSource? Archive { get; init; }

    public string? ImageId { get; init; }

    public Guid? BuildId { get; init; }

    public int? Replicas { get; init; }
}

/// <param name="Branch">A branch, tag or commit; null: the default branch.</param>
public sealed record GitSource(string RepoUrl, string? Branch)
{
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    public string? Target { get; init; }

    public Dictionary<string, string>? BuildArgs { get; init; }

    public bool? Submodules { get; init; }

    public bool? Lfs { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }
}

/// <param name="Url">Of a .tar.gz or .zip file.</param>
public sealed record ArchiveSource(string Url)
{
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    public string? Target { get; init; }

    public Dictionary<string, string>? BuildArgs { get; init; }
}
