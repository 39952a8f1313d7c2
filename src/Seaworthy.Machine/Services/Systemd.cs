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
        var shown = await Systemctl("show", "--property=MainPID,ActiveState", SystemdUnit.NameOf(service.Name)).RunAsync(cancellation);
        var properties = shown.Output.Split('\n').Select(line => line.Split('=', 2)).Where(pair => pair.Length == 2).ToDictionary(pair => pair[0], pair => pair[1]);
        var process = int.TryParse(properties.GetValueOrDefault("MainPID"), out var id) && id > 0 ? ProcessIdentity.Of(id) : null;
        return new ServiceObserved(service, process, IsKept: properties.GetValueOrDefault("ActiveState") is "active" or "activating" or "reloading");
    }

    public async Task StartAsync(ServiceSpec spec, CancellationToken cancellation)
    {
        var variables = Path.Combine(home.Run, $"{spec.Service.Name}.env");
        SettingsFile.Write(variables, "Written by sea; changes are lost.",
            ServiceEnvironment.Of(spec).Where(pair => pair.Value is not null).ToDictionary(pair => pair.Key, pair => pair.Value!));
        var unit = SystemdUnit.NameOf(spec.Service.Name);
        await File.WriteAllTextAsync(Path.Combine(UnitFolder, unit), SystemdUnit.Render(spec, variables), cancellation);
        await OrThrowAsync(Systemctl("daemon-reload"), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("enable", unit), spec.Service, cancellation);
        await OrThrowAsync(Systemctl("start", unit), spec.Service, cancellation);
    }

    public async Task StopAsync(Service service, CancellationToken cancellation) =>
        await OrThrowAsync(Systemctl("disable", "--now", SystemdUnit.NameOf(service.Name)), service, cancellation);

    private static Command Systemctl(params IReadOnlyList<string> arguments) => new("systemctl", arguments);

    private static async Task OrThrowAsync(Command command, Service service, CancellationToken cancellation) =>
        (await command.RunAsync(cancellation)).OrThrow($"systemd did not do its part for {service.Title}", $"See: journalctl -u {SystemdUnit.NameOf(service.Name)}");
}
