using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Runs;

/// <summary>A command that runs once, in a container of its own, with the image and environment of what serves: a row of <c>runs</c>.</summary>
public sealed record Run
{
    public required RunId Id { get; init; }

    public required AppId AppId { get; init; }

    public required ReleaseId ReleaseId { get; init; }

    /// <summary>The release's number.</summary>
    public required int Release { get; init; }

    /// <summary>The process whose image, mounts and limits it has.</summary>
    public required string Process { get; init; }

    public required string[] Command { get; init; }

    public bool Tty { get; init; }

    public int? Rows { get; init; }

    public int? Columns { get; init; }

    /// <summary>It starts when a client has attached, and ends a while after the last one went away.</summary>
    public bool Attached { get; init; }

    /// <summary>Since when no client is attached.</summary>
    public DateTimeOffset? DetachedAt { get; init; }

    public byte[]? EnvCiphertext { get; init; }

    public Guid? DataKeyId { get; init; }

    public long? MemoryBytes { get; init; }

    public int TimeoutSeconds { get; init; }

    public required string Actor { get; init; }

    public required RunStatus Status { get; init; }

    /// <summary>Null until it has ended, and where it never ran or nobody knows.</summary>
    public int? ExitCode { get; init; }

    /// <summary>Why it could not be run, or was ended.</summary>
    public string? Error { get; init; }

    public DateTimeOffset? StopRequestedAt { get; init; }

    /// <summary>How it will have ended once it has.</summary>
    public RunStatus? StopReason { get; init; }

    public string? StopDetail { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    // Of its instance.

    public required string ContainerName { get; init; }

    public required string Address { get; init; }

    public DateTimeOffset? StartSentAt { get; init; }

    public DateTimeOffset? StopSentAt { get; init; }

    /// <summary>Its container is gone and its row closed.</summary>
    public DateTimeOffset? RemovedAt { get; init; }

    public bool AppDeleted { get; init; }

    public InstanceId Instance => new(Id.Value);

    public bool HasEnded => FinishedAt is not null;
}

public enum RunStatus
{
    Starting,
    Running,

    /// <summary>By itself, with whatever exit code.</summary>
    Exited,
    TimedOut,
    Stopped,

    /// <summary>It could not be run, or its outcome is unknown.</summary>
    Failed,
}
