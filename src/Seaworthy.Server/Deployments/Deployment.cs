using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Deployments;

/// <summary>One attempt to bring a change live. Its status is computed from its build and its rollout, never stored.</summary>
public sealed record Deployment
{
    public required DeploymentId Id { get; init; }

    public required AppId AppId { get; init; }

    public required int Number { get; init; }

    /// <summary>What asked for it: api, cli, rollback, return (from a release that crashes again and again), restart, config …</summary>
    public required string Trigger { get; init; }

    public required string Actor { get; init; }

    public required DeploymentStatus Status { get; init; }

    /// <summary>Why it was asked for, where nobody asked; then why it ended as it did, or what it waits for.</summary>
    public string? Reason { get; init; }

    /// <summary>The last lines of the log that shows why it failed.</summary>
    public string? LogTail { get; init; }

    public BuildId? BuildId { get; init; }

    public ReleaseId? ReleaseId { get; init; }

    /// <summary>The release's number: v1, v2 …</summary>
    public int? Release { get; init; }

    public RolloutId? RolloutId { get; init; }

    /// <summary>Where its code comes from; of an upload, which comes from nowhere, what is in it.</summary>
    public string? SourceUrl { get; init; }

    public string? Revision { get; init; }

    public int? SupersededBy { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? BuildStartedAt { get; init; }

    public DateTimeOffset? BuildCompletedAt { get; init; }

    public DateTimeOffset? RolloutStartedAt { get; init; }

    public DateTimeOffset? SwitchedAt { get; init; }

    public DateTimeOffset? LiveAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    public bool HasEnded => Status is DeploymentStatus.Succeeded or DeploymentStatus.Failed or DeploymentStatus.Cancelled or DeploymentStatus.Superseded;
}

public enum DeploymentStatus
{
    Queued,
    Building,
    Releasing,
    Starting,
    Switching,

    /// <summary>The new release answers visitors, and is being watched.</summary>
    Live,
    Succeeded,
    Failed,
    Cancelled,
    Superseded,
}
