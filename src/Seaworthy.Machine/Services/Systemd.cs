using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Services;

/// <summary>Supervision by systemd: a unit for each service, started at boot.</summary>
public sealed class Systemd(SeaworthyHome home) : ISupervisor
{
    private const string UnitFolder = "/etc/systemd/system";

    public string Name => "systemd";

    /// <summary>Whether this machine was booted by systemd, as sd_booted(3) tells it.</summary>
    public static bool IsRunning => Directory.Exists("/run/systemd/system");

    public async Task<ServiceObserved> ObserveAsync(Service service, CancellationToken cancellation)
    {
        var shown = await Systemctl("show", "--property=MainPID,ActiveState", UnitOf(service)).RunAsync(cancellation);
        var properties = shown.Output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var process = int.TryParse(properties.GetValueOrDefault("MainPID"), out var id) && id > 0 ? ProcessIdentity.Of(id) : null;
        return new ServiceObserved(service, process, IsKept: properties.GetValueOrDefault("ActiveState") is "active" or "activating" or "reloading");
    }

    public async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var variables = Path.Combine(home.Run, $"{spec.Service.Name}.env");
        SettingsFile.Write(variables, "Written by sea; changes are lost.",
            ServiceEnvironment.Of(spec).Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!));
        var unit = UnitOf(spec.Service);
        await GiveUpOldUnitAsync(spec.Service, cancellation);
        await File.WriteAllTextAsync(Path.Combine(UnitFolder, unit), SystemdUnit.Render(home, spec, variables), cancellation);
        await OrThrowAsync(Systemctl("daemon-reload"), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("enable", unit), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("start", unit), spec.Service, cancellation);
    }

    public async Task StopAsync(Service service, CancellationToken cancellation) =>
        await OrThrowAsync(Systemctl("disable", "--now", UnitOf(service)), service, cancellation);

    /// <summary>Forgets a service that has been stopped.</summary>
    public async Task RemoveAsync(Service service, CancellationToken cancellation)
    {
        File.Delete(Path.Combine(UnitFolder, UnitOf(service)));
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

    private static Command Systemctl(params IReadOnlyList<string> arguments) => new("systemctl", arguments);

    private async Task OrThrowAsync(Command command, Service service, CancellationToken cancellation) =>
        (await command.RunAsync(cancellation)).OrThrow($"systemd did not do its part for {service.Title}", $"See: journalctl -u {UnitOf(service)}");
}
