using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Judges one instance by its container and its probes. Shared by the rollout of a new side and the healing of a serving one.</summary>
internal static class InstanceHealth
{
    /// <summary>It runs and has shown that it works.</summary>
    public static bool IsProven(InstanceFacts instance, ContainerObserved container, ProbeObserved probe, DateTimeOffset now)
    {
        if (!container.Runs || container.ImageHealthy == false)
            return false;
        return instance.Port is null ? now >= ProvenAt(container) : probe.Successes >= Timing.ProbesToBeHealthy;
    }

    /// <summary>When a process without a port will have run long enough.</summary>
    public static DateTimeOffset ProvenAt(ContainerObserved container) =>
        (container.StartedAt ?? DateTimeOffset.MaxValue - Timing.WorkerProof) + Timing.WorkerProof;

    /// <summary>Why an instance that was healthy is not any more; null while it still is.</summary>
    public static string? Fault(InstanceFacts instance, ContainerObserved? container, ProbeObserved probe)
    {
        if (container is null)
            return "its container is gone";
        if (!container.Runs)
            return container.OutOfMemory ? "it ran out of memory" : $"its process ended with exit code {container.ExitCode}";
        if (container.ImageHealthy == false)
            return "the image's own health check fails";
        if (instance.Port is { } port && probe.Failures >= Timing.ProbesToBeUnhealthy)
            return $"port {port} does not answer: {probe.LastFailure}";
        return null;
    }

    /// <summary>Why an instance will not become healthy; null while it still may.</summary>
    public static string? Hopeless(InstanceFacts instance, ReleaseProcess process, ContainerObserved? container)
    {
        if (instance.Error is { } error)
            return $"{instance.Label} could not be started: {error}";
        if (container is null)
            return null;
        if (container.OutOfMemory)
            return $"{instance.Label} ran out of memory: it needs more than its limit of {process.MemoryBytes / (1024 * 1024)} MB";
        if (container.Restarts > Timing.RestartBudget)
            return $"{instance.Label} crashed {container.Restarts} times; its process ends with exit code {container.ExitCode}";
        return null;
    }

    /// <summary>What an instance that is not healthy at its deadline was still waiting for.</summary>
    public static string Missing(InstanceFacts instance, ContainerObserved? container, ProbeObserved probe)
    {
        if (container is null)
            return instance.StartSentAt is null ? "its container was not started yet" : "its container is gone";
        if (!container.Runs)
            return $"its process ends with exit code {container.ExitCode}";
        if (container.ImageHealthy == false && (instance.Port is null || probe.Successes > 0))
            return "the image's own health check does not pass";
        return instance.Port is { } port ? $"port {port} does not answer: {probe.LastFailure ?? "nothing accepts connections there"}" : "its process does not keep running";
    }
}
