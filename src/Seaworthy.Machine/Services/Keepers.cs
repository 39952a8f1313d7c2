using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Services;

/// <summary>
/// Supervision where no systemd runs: for each service one keeper (keep.sh) in a session of its own, so that neither the end of
/// the terminal nor that of another service ends it.
/// </summary>
public sealed class Keepers(SeaworthyHome home, TimeProvider time) : ISupervisor
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Longer than keep.sh waits for the new one.</summary>
    private static readonly TimeSpan TakeOverDeadline = TimeSpan.FromSeconds(75);

    private readonly KeeperFiles files = new(home);

    public string Name => "keepers";

    public Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation) => Task.FromResult(Observe(service));

    public async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var service = spec.Service;
        var observed = Observe(service);
        if (observed.IsKept)
            return;
        files.Write(spec);
        using var sockets = observed.Process is { } orphan ? HandedDownSockets.Of(orphan.Id, spec.Sockets.Count) : HandedDownSockets.Open(spec.Sockets);
        files.NoteSockets(service, sockets.Count > 0 ? Describe(spec) : "");
        var keeper = new Command("setsid", "--fork", "/bin/bash", files.Script, service.Name, home.Run, home.Log(service.Name))
        {
            Environment = ServiceEnvironment.OfKeeper(sockets.Descriptors, inherited: Environment.GetEnvironmentVariables()),
        };
        var started = await keeper.RunAsync(cancellation);
        started.OrThrow($"{service.Title} could not be started", $"See {home.Log(service.Name)}.");
        // A program that ends at once is started again and again: whoever needs it to work waits for that, and knows more about it.
        if (!await Wait.UntilAsync(() => Observe(service) is { IsKept: true, Process: not null }, StartDeadline, time, cancellation) && !Observe(service).IsKept)
            throw new NotStartingException(service, home.Log(service.Name));
    }

    public async Task<bool> TakeOverAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var service = spec.Service;
        if (spec.Sockets.Count == 0 || files.HeldSockets(service) != Describe(spec) || files.Identity(service, "keeper") is not { } keeper)
            return false;
        files.Write(spec);
        files.ForgetFailure(service);
        await Signal.SendAsync(keeper, "USR1", cancellation);
        await Wait.UntilAsync(() => HasTakenOver(spec) || files.HasFailed(service), TakeOverDeadline, time, cancellation);
        return HasTakenOver(spec) ? true : throw new TakeOverFailedException(service, home.Log(service.Name));
    }

    public async Task StopAsync(Service service, CancellationToken cancellation)
    {
        // The keeper passes the stop signal on; without a keeper the program gets it itself.
        if (files.Identity(service, "keeper") is { } keeper)
            await Signal.SendAsync(keeper, "TERM", cancellation);
        else if (files.Identity(service, "pid") is { } program)
            await Signal.SendAsync(program, service.StopSignal, cancellation);

        if (await Wait.UntilAsync(() => Observe(service) is { IsKept: false, Process: null }, service.StopGrace, time, cancellation))
            return;
        foreach (var process in new[] { files.Identity(service, "keeper"), files.Identity(service, "pid") }.OfType<ProcessIdentity>())
            await Signal.SendAsync(process, "KILL", cancellation);
        if (!await Wait.UntilAsync(() => Observe(service) is { IsKept: false, Process: null }, StartDeadline, time, cancellation))
            throw new StillRunningException(Observe(service));
    }

    public Task RemoveAsync(Service service, CancellationToken cancellation)
    {
        files.Remove(service);
        return Task.CompletedTask;
    }

    private static string Describe(ServiceSpec spec) => string.Join('\n', spec.Sockets);

    private bool HasTakenOver(ServiceSpec spec) => Observe(spec.Service).Fingerprint == spec.Fingerprint;

    private ServiceObserved Observe(Service service) =>
        new(service, files.Identity(service, "pid"), IsKept: files.Identity(service, "keeper") is not null);
}
