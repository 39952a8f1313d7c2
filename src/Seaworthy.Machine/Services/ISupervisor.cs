namespace Seaworthy.Machine.Services;

/// <summary>Keeps services running: systemd where it runs, a keeper process for each where it does not.</summary>
public interface ISupervisor
{
    /// <summary>"systemd" or "keepers".</summary>
    string Name { get; }

    Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation);

    /// <summary>Starts a service, and has it started again whenever it ends. One that runs already goes on running as it is.</summary>
    Task StartAsync(ServiceSpec spec, CancellationToken cancellation);

    /// <summary>Ends a service and keeps it ended; killed when its grace has passed. Returns when its main process is gone.</summary>
    Task StopAsync(Service service, CancellationToken cancellation);

    /// <summary>Takes away what the supervisor keeps of a service that has been stopped.</summary>
    Task RemoveAsync(Service service, CancellationToken cancellation);
}

public enum Ensured
{
    AlreadyRunning,
    Started,
    Restarted,
}

public static class SupervisorExtensions
{
    /// <summary>Brings a service to run from exactly this spec.</summary>
    public static async Task<Ensured> EnsureAsync(this ISupervisor supervisor, ServiceSpec spec, CancellationToken cancellation)
    {
        var observed = await supervisor.ObserveAsync(spec.Service, cancellation);
        if (observed is { Process: not null, IsKept: true } && observed.Fingerprint == spec.Fingerprint)
            return Ensured.AlreadyRunning;

        var isOther = observed.Process is not null && observed.Fingerprint != spec.Fingerprint;
        if (isOther || observed is { IsKept: true, Process: null })
            await supervisor.StopAsync(spec.Service, cancellation);
        await supervisor.StartAsync(spec, cancellation);
        return isOther ? Ensured.Restarted : Ensured.Started;
    }
}
