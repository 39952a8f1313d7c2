namespace Seaworthy.Docker;

public enum ContainerStatus
{
    /// <summary>A word of the engine that this client does not know.</summary>
    Unknown,
    Created,
    Running,
    Paused,

    /// <summary>Ended; the engine will start it again by its policy.</summary>
    Restarting,
    Removing,
    Exited,

    /// <summary>Half removed: something of it could not be taken away.</summary>
    Dead,
}

public sealed record ContainerState
{
    public required ContainerStatus Status { get; init; }

    /// <summary>The process id on the host, if it runs.</summary>
    public int? Pid { get; init; }

    /// <summary>
    /// Null while it runs or has never run: unknown, not success. 128 + n after signal n.
    /// While <see cref="ContainerStatus.Restarting"/> it is that of the last run.
    /// </summary>
    public int? ExitCode { get; init; }

    public bool OomKilled { get; init; }

    /// <summary>Why the last start failed, in the engine's words.</summary>
    public string? Error { get; init; }

    /// <summary>The last start; null if never.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last end; null if never.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Null without a HEALTHCHECK.</summary>
    public ContainerHealth? Health { get; init; }

    /// <summary>A process of it exists: running, paused, but not between two restarts.</summary>
    public bool IsRunning => Status is ContainerStatus.Running or ContainerStatus.Paused;
}

public enum HealthStatus
{
    Starting,
    Healthy,
    Unhealthy,
}

/// <param name="FailingStreak">Failed probes since the last good one.</param>
/// <param name="LastProbe">Null before the first.</param>
public sealed record ContainerHealth(HealthStatus Status, int FailingStreak, HealthProbe? LastProbe);

/// <summary>One run of a HEALTHCHECK.</summary>
/// <param name="ExitCode">0 healthy, 1 unhealthy, -1 timed out or could not be run.</param>
/// <param name="Output">At most 4 KiB, cut by the engine.</param>
public sealed record HealthProbe(DateTimeOffset? StartedAt, DateTimeOffset? EndedAt, int ExitCode, string Output);
