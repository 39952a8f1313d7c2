using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Services;

/// <summary>Supervision by systemd: a unit for each service, started at boot.</summary>
public sealed class Systemd(SeaworthyHome home) : ISupervisor
{
    private const string UnitFolder = "/etc/systemd/system";

    /// <summary>Longer than keep.sh waits for the new one.</summary>
    private static readonly TimeSpan TakeOverDeadline = TimeSpan.FromSeconds(75);

    private readonly KeeperFiles files = new(home);

    public string Name => "systemd";

    /// <summary>Whether this machine was booted by systemd, as sd_booted(3) tells it.</summary>
    public static bool IsRunning => Directory.Exists("/run/systemd/system");

    public async Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation)
    {
        var shown = await Systemctl("show", "--property=MainPID,ActiveState", UnitOf(service)).RunAsync(cancellation);
        var properties = shown.Output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var process = int.TryParse(properties.GetValueOrDefault("MainPID"), out var id) && id > 0 ? ProcessIdentity.Of(id) : null;
        // Its main process is the keeper of one with sockets of its own.
        if (files.HeldSockets(service).Length > 0)
            process = files.Identity(service, "pid");
        return new ServiceObserved(service, process, IsKept: properties.GetValueOrDefault("ActiveState") is "active" or "activating" or "reloading");
    }

    public async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var unit = UnitOf(spec.Service);
        await GiveUpOldUnitAsync(spec.Service, cancellation);
        await WriteAsync(spec, cancellation);
        await OrThrowAsync(Systemctl("daemon-reload"), spec.Service, cancellation);
        if (spec.Sockets.Count > 0)
            await OrThrowAsync(Systemctl("enable", "--now", SocketUnitOf(spec.Service)), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("enable", unit), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("start", unit), spec.Service, cancellation);
    }

    public async Task<bool> TakeOverAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var service = spec.Service;
        if (spec.Sockets.Count == 0 || files.HeldSockets(service) != Describe(spec))
            return false;
        await WriteAsync(spec, cancellation);
        files.ForgetFailure(service);
        await OrThrowAsync(Systemctl("daemon-reload"), service, cancellation);
        await OrThrowAsync(Systemctl("reload", UnitOf(service)), service, cancellation);
        await Wait.UntilAsync(() => HasTakenOver(spec) || files.HasFailed(service), TakeOverDeadline, TimeProvider.System, cancellation);
        return HasTakenOver(spec) ? true : throw new TakeOverFailedException(service, $"journalctl -u {UnitOf(service)}");
    }

    public async Task StopAsync(Service service, CancellationToken cancellation)
    {
        // First, or a connection would start the service again.
        if (File.Exists(Path.Combine(UnitFolder, SocketUnitOf(service))))
            await OrThrowAsync(Systemctl("disable", "--now", SocketUnitOf(service)), service, cancellation);
        await OrThrowAsync(Systemctl("disable", "--now", UnitOf(service)), service, cancellation);
    }

    /// <summary>Forgets a service that has been stopped.</summary>
    public async Task RemoveAsync(Service service, CancellationToken cancellation)
    {
        File.Delete(Path.Combine(UnitFolder, UnitOf(service)));
        File.Delete(Path.Combine(UnitFolder, SocketUnitOf(service)));
        files.Remove(service);
        await Systemctl("daemon-reload").RunAsync(cancellation);
    }

    public string UnitOf(Service service) => SystemdUnit.NameOf(home, service.Name);

    /// <summary>Units had the same names in every directory once: one that runs this very installation gives way to its new name.</summary>
    private async Task GiveUpOldUnitAsync(Service service, CancellationToken cancellation)
    {
        var old = Path.Combine(UnitFolder, $"seaworthy-{service.Name}.service");
        if (home.IsDefault || !File.Exists(old) || !(await File.ReadAllTextAsync(old, cancellation)).Contains($"EnvironmentFile={home.Run}/", StringComparison.Ordinal))
            return;
        await OrThrowAsync(Systemctl("disable", "--now", Path.GetFileName(old)), service, cancellation);
        File.Delete(old);
    }

    private string SocketUnitOf(Service service) => SystemdUnit.SocketNameOf(home, service.Name);

    private static string Describe(ServiceSpec spec) => string.Join('\n', spec.Sockets);

    private bool HasTakenOver(ServiceSpec spec) =>
        files.Identity(spec.Service, "pid") is { } process && new ServiceObserved(spec.Service, process, IsKept: true).Fingerprint == spec.Fingerprint;

    private async Task WriteAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var unit = Path.Combine(UnitFolder, UnitOf(spec.Service));
        files.NoteSockets(spec.Service, Describe(spec));
        if (spec.Sockets.Count > 0)
        {
            files.Write(spec);
            await File.WriteAllTextAsync(Path.Combine(UnitFolder, SocketUnitOf(spec.Service)), SystemdUnit.RenderSockets(home, spec), cancellation);
            await File.WriteAllTextAsync(unit, SystemdUnit.RenderKept(home, spec, files.Script), cancellation);
            return;
        }
        var variables = Path.Combine(home.Run, $"{spec.Service.Name}.env");
        SettingsFile.Write(variables, "Written by sea; changes are lost.",
            ServiceEnvironment.Of(spec).Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!));
        await File.WriteAllTextAsync(unit, SystemdUnit.Render(home, spec, variables), cancellation);
    }

    /// <summary>It waits for a service to end, which may use all of its grace before it is killed.</summary>
    private static Command Systemctl(params IReadOnlyList<string> arguments) => new("systemctl", arguments) { Deadline = Service.All.Max(service => service.StopGrace) + TimeSpan.FromMinutes(1) };

    private async Task OrThrowAsync(Command command, Service service, CancellationToken cancellation) =>
        (await command.RunAsync(cancellation)).OrThrow($"systemd did not do its part for {service.Title}", $"See: journalctl -u {UnitOf(service)}");
}
