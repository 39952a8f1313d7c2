using System.Globalization;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

/// <summary>A spec in the engine's words.</summary>
internal static class ContainerToWire
{
    public static ContainerCreateWire ToWire(this ContainerSpec spec) => new()
    {
        Image = spec.Image,
        Entrypoint = spec.Entrypoint,
        Cmd = spec.Command,
        Env = [.. spec.Environment.Select(variable => $"{variable.Key}={variable.Value}")],
        Labels = spec.Labels,
        ExposedPorts = spec.ExposedPorts.Concat(spec.PortBindings.Select(binding => binding.Port)).Distinct()
            .ToDictionary(port => port.ToString(), _ => new PresenceWire()),
        User = spec.User,
        WorkingDir = spec.WorkingDirectory,
        Hostname = spec.Hostname,
        StopSignal = spec.StopSignal,
        StopTimeout = spec.StopTimeout is { } grace ? (int)Math.Ceiling(grace.TotalSeconds) : null,
        Healthcheck = spec.HealthCheck?.ToWire(),
        Tty = spec.Tty,
        OpenStdin = spec.OpenStdin,
        // Otherwise the end of input ends our side of the connection and not the process's.
        StdinOnce = spec.OpenStdin,
        HostConfig = ToHostConfig(spec),
        NetworkingConfig = spec.Network is { } network
            ? new NetworkingConfigWire(new() { [network.Network] = network.ToWire() })
            : null,
    };

    public static EndpointWire ToWire(this NetworkAttachment attachment) => new()
    {
        IPAMConfig = attachment.Address is { } address ? new EndpointIpamWire(address.ToString()) : null,
        Aliases = attachment.Aliases is [] ? null : attachment.Aliases,
    };

    public static ContainerUpdateWire ToWire(this ContainerUpdate update) => new()
    {
        Memory = update.Limits?.MemoryBytes,
        MemorySwap = update.Limits?.MemoryAndSwapBytes,
        NanoCpus = update.Limits?.NanoCpus,
        PidsLimit = update.Limits?.Pids,
        RestartPolicy = update.RestartPolicy?.ToWire(),
    };

    private static HostConfigWire ToHostConfig(ContainerSpec spec) => new()
    {
        Memory = spec.Limits.MemoryBytes,
        MemorySwap = spec.Limits.MemoryAndSwapBytes,
        NanoCpus = spec.Limits.NanoCpus,
        PidsLimit = spec.Limits.Pids,
        CapAdd = spec.CapAdd,
        CapDrop = spec.CapDrop,
        SecurityOpt = spec.SecurityOptions,
        RestartPolicy = spec.RestartPolicy.ToWire(),
        Mounts = [.. spec.Mounts.Select(ToWire)],
        LogConfig = spec.Logging is { } logging ? new LogConfigWire(logging.Driver, logging.Options) : null,
        Init = spec.Init,
        ReadonlyRootfs = spec.ReadOnlyRootFilesystem,
        ExtraHosts = spec.ExtraHosts,
        PortBindings = spec.PortBindings.GroupBy(binding => binding.Port.ToString())
            .ToDictionary(port => port.Key, port => (List<PortBindingWire>?)[.. port.Select(ToWire)]),
        NetworkMode = spec.Network?.Network,
        ConsoleSize = spec.Size is { } size ? [size.Rows, size.Columns] : null,
    };

    private static RestartPolicyWire ToWire(this ContainerRestartPolicy policy) => new(policy.Mode switch
    {
        RestartMode.OnFailure => "on-failure",
        RestartMode.UnlessStopped => "unless-stopped",
        RestartMode.Always => "always",
        _ => "no",
    }, policy.MaximumRetries);

    private static HealthCheckWire ToWire(this ContainerHealthCheck check) => new(
        check.Test, Moment.ToNanoseconds(check.Interval), Moment.ToNanoseconds(check.Timeout),
        Moment.ToNanoseconds(check.StartPeriod), check.Retries);

    private static MountWire ToWire(ContainerMount mount) => new(
        mount.Kind switch
        {
            MountKind.Volume => "volume",
            MountKind.Bind => "bind",
            MountKind.Tmpfs => "tmpfs",
            _ => throw new ArgumentException($"A mount of kind {mount.Kind} cannot be made.", nameof(mount)),
        },
        mount.Source, mount.Target, mount.ReadOnly,
        mount.TmpfsBytes is { } bytes ? new TmpfsOptionsWire(bytes) : null);

    private static PortBindingWire ToWire(PortBinding binding) => new(
        binding.HostAddress?.ToString() ?? "",
        binding.HostPort == 0 ? "" : binding.HostPort.ToString(CultureInfo.InvariantCulture));
}
