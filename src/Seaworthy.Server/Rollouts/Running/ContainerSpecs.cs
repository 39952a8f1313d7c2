using System.Globalization;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Makes the container of an instance from its frozen process: the same facts give the same container, now and on a rollback.</summary>
public static class ContainerSpecs
{
    private const long LogBytes = 10L * 1024 * 1024;
    private const int LogFiles = 3;

    /// <summary>What official images need at their start, to change owner and user.</summary>
    private static readonly string[] StartCapabilities = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETUID", "SETGID", "KILL"];

    public static ContainerSpec Make(Guid installation, AppId app, InstanceFacts instance, ReleaseProcess process, IReadOnlyDictionary<string, string> environment)
    {
        var variables = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in environment)
            variables[key] = value;
        if (instance.Port is { } port)
            variables["PORT"] = port.ToString(CultureInfo.InvariantCulture);

        return new ContainerSpec
        {
            Name = instance.Name,
            Image = process.ImageId,
            Entrypoint = process.Entrypoint,
            Command = process.Command,
            Environment = variables,
            Hostname = instance.Label.Replace('.', '-'),
            // Ours are set last: nobody else's may take their place.
            Labels = new Dictionary<string, string>(process.Labels)
            {
                [Labels.Installation] = installation.ToString(),
                [Labels.App] = app.ToString(),
                [Labels.Instance] = instance.Id.ToString(),
                [Labels.Release] = instance.Release.ToString(),
                [Labels.Process] = instance.Process,
                [Labels.Kind] = instance.Kind.ToString().ToLowerInvariant(),
                [Labels.Build] = "",
            },
            Limits = new ContainerLimits
            {
                MemoryBytes = process.MemoryBytes,
                MemoryAndSwapBytes = process.MemoryBytes,
                NanoCpus = process.CpuMillis * 1_000_000L,
                Pids = process.Pids,
            },
            RestartPolicy = instance.IsService ? ContainerRestartPolicy.UnlessStopped : ContainerRestartPolicy.No,
            CapDrop = ["ALL"],
            CapAdd = process.Hardened || process.Generated ? ["NET_BIND_SERVICE"] : ["NET_BIND_SERVICE", .. StartCapabilities],
            SecurityOptions = ["no-new-privileges"],
            StopTimeout = process.StopGrace,
            Mounts = [.. process.Mounts.Select(mount => ContainerMount.Volume(mount.Volume, mount.Path, mount.ReadOnly))],
            Logging = ContainerLogging.JsonFile(LogBytes, LogFiles),
            Network = new NetworkAttachment(AppNetworks.NameOf(app), instance.Address) { Aliases = instance.IsService ? [instance.Process] : [] },
        };
    }
}
