namespace Seaworthy.Machine.Services;

/// <summary>Keeps services running: systemd where it runs, a keeper process for each where it does not.</summary>
public interface ISupervisor
{
    /// <summary>"systemd" or "keepers".</summary>
    string Name { get; }

    Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation);

    /// <summary>Starts a service, and has it started again whenever it ends. One that runs already goes on running as it is.</summary>
    /// <exception cref="MachineException">It cannot be started. Whether it does its work is not waited for.</exception>
    Task StartAsync(ServiceSpec spec, CancellationToken cancellation);

    /// <summary>
    /// Has a process of this spec take over from the one that runs: it serves before the old one stops to, and the old one finishes what it
    /// has begun. Returns when the new one serves.
    /// </summary>
    /// <returns>False: that cannot be done for this service, or not from what runs. Nothing has changed.</returns>
    /// <exception cref="TakeOverFailedException">The new one did not come up; the old one goes on.</exception>
    Task<bool> TakeOverAsync(ServiceSpec spec, CancellationToken cancellation);

    /// <summary>Ends a service and keeps it ended; killed when its grace has passed. Returns when its main process is gone.</summary>
    /// <exception cref="MachineException">It is not.</exception>
    Task StopAsync(Service service, CancellationToken cancellation);

    /// <summary>Takes away what the supervisor keeps of a service that has been stopped.</summary>
    Task RemoveAsync(Service service, CancellationToken cancellation);
}

public enum Ensured
{
    AlreadyRunning,
    Started,
    Restarted,

    /// <summary>Changed, and nobody noticed.</summary>
    TookOver,
}

public sealed class NotStartingException(Service service, string log)
    : MachineException($"{service.Title} was started, but what should keep it running is gone already. See {log}, then call ./sea up again.");

public sealed class StillRunningException(ServiceObserved observed) : MachineException(
    $"{observed.Service.Title} does not end, though it was killed{(observed.Process is { } process ? $" (pid {process.Id})" : "")}: it waits for the kernel, as for a disk that does not answer. Look there (dmesg), then call again.");

public sealed class TakeOverFailedException(Service service, string log)
    : MachineException($"The new version of {service.Title} did not come up, so the old one goes on. See {log}, then call ./sea up again.");

public static class SupervisorExtensions
{
    /// <summary>Brings a service to run from exactly this spec.</summary>
    public static async Task<Ensured> EnsureAsync(this ISupervisor supervisor, ServiceSpec spec, CancellationToken cancellation)
    {
        var observed = await supervisor.ObserveAsync(spec.Service, cancellation);
        if (observed is { Process: not null, IsKept: true } && observed.Fingerprint == spec.Fingerprint)
            return Ensured.AlreadyRunning;

        var isOther = observed.Process is not null && observed.Fingerprint != spec.Fingerprint;
        if (isOther && observed.IsKept && await supervisor.TakeOverAsync(spec, cancellation))
            return Ensured.TookOver;
        if (isOther || observed is { IsKept: true, Process: null })
            await supervisor.StopAsync(spec.Service, cancellation);
        await supervisor.StartAsync(spec, cancellation);
        return isOther ? Ensured.Restarted : Ensured.Started;
    }
}
