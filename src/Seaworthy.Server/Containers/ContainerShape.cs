using Seaworthy.Docker;

namespace Seaworthy.Server.Containers;

/// <summary>A managed container as the API shows it.</summary>
/// <param name="Id">The instance's id: it stays over restarts of the container.</param>
/// <param name="ContainerId">The engine's id; null before it is made.</param>
/// <param name="Process"><c>web</c>, <c>worker</c>, <c>release</c> …</param>
/// <param name="Kind">service, release, job or oneoff.</param>
/// <param name="Instance">As people know it: <c>web.2</c>.</param>
/// <param name="Release">The release's number.</param>
/// <param name="Image">The tag that keeps the image.</param>
/// <param name="Status">What the platform does with it: starting, running, unhealthy, crashing (again and again), held, draining, failed or exited.</param>
/// <param name="State">What the engine says: created, running, paused, restarting, exited …; absent before it is made.</param>
/// <param name="Health">healthy, unhealthy or starting; null where there is nothing to be healthy.</param>
/// <param name="Ports">Where it listens inside the app's network: <c>8080/tcp</c>.</param>
/// <param name="MemoryLimit">Bytes.</param>
/// <param name="CpuQuota">Microseconds per 100 ms: 50000 is half a core.</param>
/// <param name="Error">Why the engine refused it.</param>
/// <param name="CrashLoop">How often it crashed of late, where that is again and again: <c>5 times within a minute, the last time with exit code 1</c>.</param>
public sealed record ContainerShape(
    Guid Id, string? ContainerId, string Name, Guid AppId, string AppSlug, string Process, string Kind, string Instance, int Release, string? Image, string? ImageId,
    string Status, string State, string? Health, string IpAddress, IReadOnlyList<string> Ports, long MemoryLimit, int CpuQuota, int RestartCount, int? ExitCode, string? Error, string? CrashLoop,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt)
{
    /// <param name="seen">Null: the engine has none.</param>
    public static ContainerShape From(ManagedContainer container, ContainerDetails? seen) => new(
        container.Id.Value, container.ContainerId, container.Name, container.AppId.Value, container.AppSlug, container.Process, container.Kind, container.Label, container.Release,
        container.ImageTag, container.ImageId, StatusOf(container, seen), StateOf(seen), HealthOf(container), container.Address,
        container.Port is { } port ? [$"{port}/tcp"] : [], container.MemoryBytes, container.CpuMillis * 100, seen?.RestartCount ?? 0, seen?.State.ExitCode, container.Error, container.CrashLoop,
        container.CreatedAt, seen?.State.StartedAt);

    private static string StateOf(ContainerDetails? seen) => seen?.State.Status.ToString().ToLowerInvariant() ?? "absent";

    private static string StatusOf(ManagedContainer container, ContainerDetails? seen) => container switch
    {
        { Error: not null } => "failed",
        { DrainingSince: not null } => "draining",
        { Held: true } => "held",
        { IsService: false } => seen?.State.Status switch
        {
            null or ContainerStatus.Created => "starting",
            ContainerStatus.Exited or ContainerStatus.Dead => "exited",
            _ => "running",
        },
        { CrashLoop: not null } => "crashing",
        { HealthyAt: null } => "starting",
        { UnhealthyAt: not null } => "unhealthy",
        _ => "running",
    };

    private static string? HealthOf(ManagedContainer container) => container switch
    {
        { IsService: false } or { Held: true } => null,
        { HealthyAt: null } => "starting",
        { UnhealthyAt: not null } => "unhealthy",
        _ => "healthy",
    };
}

/// <summary>What was done, in words, and the container as it stands.</summary>
public sealed record ContainerOutcomeShape(string Message, ContainerShape Container);
