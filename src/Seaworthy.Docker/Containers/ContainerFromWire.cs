using System.Globalization;
using System.Net;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

/// <summary>What the engine says of a container, in our types. Its nulls and zeros for "none" become empty or null here.</summary>
internal static class ContainerFromWire
{
    public static ContainerDetails ToDetails(this ContainerInspectWire wire) => new()
    {
        Id = wire.Id,
        Name = wire.Name.TrimStart('/'),
        ImageId = wire.Image,
        CreatedAt = Moment.Parse(wire.Created) ?? DateTimeOffset.UnixEpoch,
        State = wire.State.ToState(),
        RestartCount = wire.RestartCount,
        Config = wire.Config.ToContainerConfig(),
        Host = wire.HostConfig.ToHost(),
        Mounts = [.. (wire.Mounts ?? []).Select(ToMount)],
        Networks = ToEndpoints(wire.NetworkSettings),
        PublishedPorts = ToBindings(wire.NetworkSettings?.Ports),
    };

    public static ContainerSummary ToSummary(this ContainerListWire wire) => new()
    {
        Id = wire.Id,
        // A container linked from another has further names with two slashes; its own comes without.
        Name = (wire.Names ?? []).Select(name => name.TrimStart('/')).FirstOrDefault(name => !name.Contains('/')) ?? "",
        Image = wire.Image ?? "",
        ImageId = wire.ImageID ?? "",
        CreatedAt = DateTimeOffset.FromUnixTimeSeconds(wire.Created),
        Status = ToStatus(wire.State),
        StatusText = wire.Status ?? "",
        Labels = wire.Labels ?? Empty.Map,
        Networks = ToEndpoints(wire.NetworkSettings),
    };

    public static ContainerHealthCheck? ToHealthCheck(this HealthCheckWire? wire) =>
        wire is null ? null : new ContainerHealthCheck(wire.Test ?? [])
        {
            Interval = Moment.FromNanoseconds(wire.Interval),
            Timeout = Moment.FromNanoseconds(wire.Timeout),
            StartPeriod = Moment.FromNanoseconds(wire.StartPeriod),
            Retries = wire.Retries is > 0 ? wire.Retries : null,
        };

    /// <summary><c>KEY=value</c> lines; of two with one key the last holds, as it does in a process.</summary>
    public static IReadOnlyDictionary<string, string> ToEnvironment(IReadOnlyList<string>? lines)
    {
        var variables = new Dictionary<string, string>();
        foreach (var line in lines ?? [])
        {
            var equals = line.IndexOf('=', StringComparison.Ordinal);
            variables[equals < 0 ? line : line[..equals]] = equals < 0 ? "" : line[(equals + 1)..];
        }

        return variables;
    }

    public static IReadOnlyList<ContainerPort> ToPorts(IEnumerable<string>? texts)
    {
        var ports = new List<ContainerPort>();
        foreach (var text in texts ?? [])
        {
            if (ContainerPort.TryParse(text, out var port))
                ports.Add(port);
        }

        return ports;
    }

    /// <summary>Reads <c>10.1.2.3</c> or <c>10.1.2.3/24</c>; null for none.</summary>
    public static IPAddress? ToAddress(string? text) =>
        IPAddress.TryParse(text?.Split('/')[0], out var address) ? address : null;

    private static ContainerState ToState(this StateWire wire)
    {
        var status = ToStatus(wire.Status);
        var hasEnded = status is ContainerStatus.Exited or ContainerStatus.Dead or ContainerStatus.Restarting;
        return new ContainerState
        {
            Status = status,
            Pid = wire.Pid > 0 ? wire.Pid : null,
            ExitCode = hasEnded ? wire.ExitCode : null,
            OomKilled = wire.OOMKilled,
            Error = string.IsNullOrEmpty(wire.Error) ? null : wire.Error,
            StartedAt = Moment.Parse(wire.StartedAt),
            FinishedAt = Moment.Parse(wire.FinishedAt),
            Health = wire.Health.ToHealth(),
        };
    }

    private static ContainerStatus ToStatus(string? word) => word switch
    {
        "created" => ContainerStatus.Created,
        "running" => ContainerStatus.Running,
        "paused" => ContainerStatus.Paused,
        "restarting" => ContainerStatus.Restarting,
        "removing" => ContainerStatus.Removing,
        "exited" => ContainerStatus.Exited,
        "dead" => ContainerStatus.Dead,
        _ => ContainerStatus.Unknown,
    };

    private static ContainerHealth? ToHealth(this HealthWire? wire)
    {
        HealthStatus? status = wire?.Status switch
        {
            "starting" => HealthStatus.Starting,
            "healthy" => HealthStatus.Healthy,
            "unhealthy" => HealthStatus.Unhealthy,
            _ => null,
        };
        if (wire is null || status is null)
            return null;

        var last = wire.Log is [.., var probe]
            ? new HealthProbe(Moment.Parse(probe.Start), Moment.Parse(probe.End), probe.ExitCode, probe.Output ?? "")
            : null;
        return new ContainerHealth(status.Value, wire.FailingStreak, last);
    }

    private static ContainerConfig ToContainerConfig(this ConfigWire wire) => new()
    {
        Image = wire.Image ?? "",
        Hostname = wire.Hostname ?? "",
        Environment = ToEnvironment(wire.Env),
        Entrypoint = wire.Entrypoint ?? [],
        Command = wire.Cmd ?? [],
        Labels = wire.Labels ?? Empty.Map,
        ExposedPorts = ToPorts(wire.ExposedPorts?.Keys),
        User = wire.User ?? "",
        WorkingDirectory = wire.WorkingDir ?? "",
        StopSignal = string.IsNullOrEmpty(wire.StopSignal) ? null : wire.StopSignal,
        StopTimeout = wire.StopTimeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        HealthCheck = wire.Healthcheck.ToHealthCheck(),
        Tty = wire.Tty,
        OpenStdin = wire.OpenStdin,
    };

    private static ContainerHost ToHost(this HostConfigWire wire) => new()
    {
        Limits = new ContainerLimits
        {
            MemoryBytes = Limit(wire.Memory),
            MemoryAndSwapBytes = wire.MemorySwap is null or 0 ? null : wire.MemorySwap,
            NanoCpus = Limit(wire.NanoCpus),
            Pids = Limit(wire.PidsLimit),
        },
        RestartPolicy = wire.RestartPolicy.ToPolicy(),
        CapDrop = wire.CapDrop ?? [],
        CapAdd = wire.CapAdd ?? [],
        SecurityOptions = wire.SecurityOpt ?? [],
        Privileged = wire.Privileged ?? false,
        Init = wire.Init ?? false,
        ReadOnlyRootFilesystem = wire.ReadonlyRootfs ?? false,
        ExtraHosts = wire.ExtraHosts ?? [],
        Logging = new ContainerLogging(wire.LogConfig?.Type ?? "", wire.LogConfig?.Config ?? Empty.Map),
        PortBindings = ToBindings(wire.PortBindings),
        NetworkMode = wire.NetworkMode ?? "",
    };

    private static long? Limit(long? value) => value is > 0 ? value : null;

    private static ContainerRestartPolicy ToPolicy(this RestartPolicyWire? wire) => new(wire?.Name switch
    {
        "on-failure" => RestartMode.OnFailure,
        "unless-stopped" => RestartMode.UnlessStopped,
        "always" => RestartMode.Always,
        _ => RestartMode.No,
    }, wire?.MaximumRetryCount ?? 0);

    private static ContainerMount ToMount(MountPointWire wire)
    {
        var kind = wire.Type switch
        {
            "volume" => MountKind.Volume,
            "bind" => MountKind.Bind,
            "tmpfs" => MountKind.Tmpfs,
            _ => MountKind.Other,
        };
        var source = kind == MountKind.Volume ? wire.Name : wire.Source;
        return new ContainerMount(kind, string.IsNullOrEmpty(source) ? null : source, wire.Destination ?? "", !wire.RW);
    }

    private static Dictionary<string, NetworkEndpoint> ToEndpoints(NetworkSettingsWire? settings) =>
        (settings?.Networks ?? new Dictionary<string, EndpointWire?>())
            .Where(network => network.Value is not null)
            .ToDictionary(network => network.Key, network => new NetworkEndpoint(
                network.Value!.NetworkID ?? "",
                ToAddress(network.Value.IPAddress),
                ToAddress(network.Value.IPAMConfig?.IPv4Address),
                string.IsNullOrEmpty(network.Value.MacAddress) ? null : network.Value.MacAddress,
                network.Value.Aliases ?? []));

    private static List<PortBinding> ToBindings(IReadOnlyDictionary<string, List<PortBindingWire>?>? ports)
    {
        var bindings = new List<PortBinding>();
        foreach (var (text, wires) in ports ?? new Dictionary<string, List<PortBindingWire>?>())
        {
            if (wires is not null && ContainerPort.TryParse(text, out var port))
                bindings.AddRange(wires.Select(wire => new PortBinding(port, ToAddress(wire.HostIp), ToPortNumber(wire.HostPort))));
        }

        return bindings;
    }

    private static int ToPortNumber(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
