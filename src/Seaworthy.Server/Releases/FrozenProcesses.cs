using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Builds;

namespace Seaworthy.Server.Releases;

/// <summary>
/// A build's processes with the app's settings: what the build found, what the settings add on the image of <c>web</c>, and the
/// commands before and after a deployment. Pure.
/// </summary>
internal sealed class FrozenProcesses(AppSettings settings, Build build, IReadOnlyDictionary<string, int?> onlyExposed)
{
    private readonly List<ReleaseProcess> processes = [];
    private readonly List<string> notes = [];

    private App App => settings.App;

    /// <param name="onlyExposed">By service: the only port that its image exposes.</param>
    public static (IReadOnlyList<ReleaseProcess> Processes, IReadOnlyList<string> Notes) Of(AppSettings settings, Build build, IReadOnlyDictionary<string, int?> onlyExposed) =>
        new FrozenProcesses(settings, build, onlyExposed).Freeze();

    private (IReadOnlyList<ReleaseProcess> Processes, IReadOnlyList<string> Notes) Freeze()
    {
        foreach (var process in build.Processes)
        {
            if (ReplacedBy(process) is { } setting)
                notes.Add($"The setting {setting} takes the place of the build's own '{process.Name}'.");
            else
                Add(process.Name, Enum.Parse<ProcessKind>(process.Kind, ignoreCase: true), process.Service, OwnCommand(process.Name) ?? process.Command);
        }
        var main = (build.Processes.FirstOrDefault(process => process.Name == ProcessName.Web) ?? build.Processes[0]).Service;
        foreach (var added in settings.Processes.Values.Where(own => own.Command is not null && !ProcessName.IsCommand(own.Name) && !Has(own.Name)))
            Add(added.Name, ProcessKind.Service, main, added.Command);
        if (App.PreDeployCommand is { } before)
            Add(ProcessName.PreDeploy, ProcessKind.Release, main, before);
        if (App.PostDeployCommand is { } after)
            Add(ProcessName.PostDeploy, ProcessKind.Job, main, after);
        foreach (var volume in settings.Volumes.Where(volume => !Has(volume.Process)))
            notes.Add($"The volume '{volume.Name}' is not mounted: there is no process '{volume.Process}'.");
        return (processes, notes);
    }

    /// <summary>One command runs before the switch, and the settings' own names are theirs.</summary>
    private string? ReplacedBy(BuildProcess process)
    {
        if (App.PreDeployCommand is not null && (process.Kind == "release" || process.Name == ProcessName.PreDeploy))
            return "pre_deploy_command";
        return App.PostDeployCommand is not null && process.Name == ProcessName.PostDeploy ? "post_deploy_command" : null;
    }

    private bool Has(string name) => processes.Exists(process => process.Name == name);

    private ProcessSettings? Own(string name) => settings.Processes.GetValueOrDefault(name);

    private IReadOnlyList<string>? OwnCommand(string name) => Own(name)?.Command;

    private void Add(string name, ProcessKind kind, string service, IReadOnlyList<string>? command)
    {
        var image = build.Images.First(candidate => candidate.Service == service);
        var own = Own(name);
        var port = kind == ProcessKind.Service ? own?.Port ?? (name == ProcessName.Web ? App.Port ?? onlyExposed.GetValueOrDefault(service) ?? AppLimits.DefaultPort : null) : null;
        processes.Add(new ReleaseProcess
        {
            Name = name,
            Kind = kind,
            ImageId = image.ImageId,
            ImageTag = image.Tag,
            ImageDigest = image.Digest,
            Command = command,
            Port = port,
            HealthPath = port is null ? null : own?.HealthPath ?? (name == ProcessName.Web ? App.HealthPath : null),
            Mounts = [.. settings.Volumes.Where(volume => volume.Process == name)
                .Select(volume => new ReleaseMount(volume.EngineName, volume.Path, volume.ReadOnly, volume.Name, volume.Shared))],
            Labels = App.Labels,
            MemoryBytes = own?.MemoryBytes ?? App.MemoryBytes,
            CpuMillis = own?.CpuMillis ?? App.CpuMillis,
            Pids = AppLimits.Pids,
            Hardened = App.Hardened,
            Generated = build.Pack is not ("dockerfile" or "image"),
            Strategy = settings.IsStopFirst(name) ? DeployStrategy.StopFirst : DeployStrategy.StartFirst,
            Drain = TimeSpan.FromSeconds(App.DrainSeconds),
            StopGrace = TimeSpan.FromSeconds(App.StopGraceSeconds),
            StartDeadline = TimeSpan.FromSeconds(App.StartDeadlineSeconds),
        });
    }
}
