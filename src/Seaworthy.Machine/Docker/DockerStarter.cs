using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;

namespace Seaworthy.Machine.Docker;

/// <summary>Finds the engine, or starts it where none runs.</summary>
public sealed class DockerStarter(EngineSocket socket, ISupervisor supervisor, TimeProvider time)
{
    private const string PidFile = "/var/run/docker.pid";

    private static readonly TimeSpan startDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Whether the engine is one that sea started, so that it may end it too.</summary>
    public async Task<bool> IsOursAsync(CancellationToken cancellation) =>
        await supervisor.ObserveAsync(Service.Docker, cancellation) is { IsKept: true } or { Process: not null };

    /// <exception cref="EngineRefusedException">An engine answers, but not one that can be used.</exception>
    public async Task<EngineObserved> EnsureAsync(CancellationToken cancellation)
    {
        var engine = await socket.ObserveAsync(cancellation);
        // One that we started before is looked after again, should its keeper be gone.
        if (engine is null || await IsOursAsync(cancellation))
        {
            await StartAsync(cancellation);
            engine = await WaitAsync(cancellation);
        }
        return engine.IsRootless || Inventory.Major(engine.Version) < Inventory.OldestEngine ? throw new EngineRefusedException(socket, engine) : engine;
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        if (!socket.IsDefault)
            throw new EngineSilentException(socket);
        if (Systemd.IsRunning)
        {
            // systemd itself gives it 90 s.
            var enabled = await new Command("systemctl", "enable", "--now", "docker.service") { Deadline = TimeSpan.FromMinutes(2) }.RunAsync(cancellation);
            enabled.OrThrow("systemd could not start Docker Engine", "See: journalctl -u docker");
            return;
        }
        EngineConfiguration.WriteIfAbsent();
        RemoveStalePidFile();
        await supervisor.EnsureAsync(new ServiceSpec(Service.Docker, new Command("dockerd")), cancellation);
    }

    private async Task<EngineObserved> WaitAsync(CancellationToken cancellation)
    {
        EngineObserved? engine = null;
        await Wait.UntilAsync(async () => (engine = await socket.ObserveAsync(cancellation)) is not null, startDeadline, time, cancellation);
        return engine ?? throw new EngineNotStartingException(Systemd.IsRunning ? "journalctl -u docker" : "./sea logs docker");
    }

    /// <summary>dockerd refuses to start while any process has the number that an earlier one left behind.</summary>
    private static void RemoveStalePidFile()
    {
        if (File.Exists(PidFile) && int.TryParse(File.ReadAllText(PidFile).Trim(), out var id) && ProcessStat.Read(id)?.Name != "dockerd")
            File.Delete(PidFile);
    }
}
