namespace Seaworthy.Docker.Transport;

internal sealed record ContainerCreateWire
{
    public string? Image { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public Dictionary<string, PresenceWire>? ExposedPorts { get; init; }
    public string? User { get; init; }
    public string? WorkingDir { get; init; }
    public string? Hostname { get; init; }
    public string? StopSignal { get; init; }
    public int? StopTimeout { get; init; }
    public HealthCheckWire? Healthcheck { get; init; }
    public bool Tty { get; init; }
    public bool OpenStdin { get; init; }
    public bool StdinOnce { get; init; }
    public HostConfigWire? HostConfig { get; init; }
    public NetworkingConfigWire? NetworkingConfig { get; init; }
}

internal sealed record NetworkingConfigWire(Dictionary<string, EndpointWire> EndpointsConfig);

internal sealed record HostConfigWire
{
    public IReadOnlyList<int>? ConsoleSize { get; init; }
    public long? Memory { get; init; }
    public long? MemorySwap { get; init; }
    public long? NanoCpus { get; init; }
    public long? PidsLimit { get; init; }
    public IReadOnlyList<string>? CapAdd { get; init; }
    public IReadOnlyList<string>? CapDrop { get; init; }
    public IReadOnlyList<string>? SecurityOpt { get; init; }
    public bool? Privileged { get; init; }
    public RestartPolicyWire? RestartPolicy { get; init; }
    public IReadOnlyList<MountWire>? Mounts { get; init; }
    public LogConfigWire? LogConfig { get; init; }
    public bool? Init { get; init; }
    public bool? ReadonlyRootfs { get; init; }
    public IReadOnlyList<string>? ExtraHosts { get; init; }
    public Dictionary<string, List<PortBindingWire>?>? PortBindings { get; init; }
    public string? NetworkMode { get; init; }
}

internal sealed record RestartPolicyWire(string Name, int MaximumRetryCount);

internal sealed record LogConfigWire(string Type, IReadOnlyDictionary<string, string>? Config);

internal sealed record MountWire(string Type, string? Source, string Target, bool ReadOnly, TmpfsOptionsWire? TmpfsOptions);

internal sealed record TmpfsOptionsWire(long? SizeBytes);

internal sealed record PortBindingWire(string? HostIp, string? HostPort);

internal sealed record HealthCheckWire(
    IReadOnlyList<string>? Test, long? Interval, long? Timeout, long? StartPeriod, int? Retries);

internal sealed record EndpointWire
{
    public EndpointIpamWire? IPAMConfig { get; init; }
    public IReadOnlyList<string>? Aliases { get; init; }
    public string? NetworkID { get; init; }
    public string? IPAddress { get; init; }
    public string? MacAddress { get; init; }
}

internal sealed record EndpointIpamWire(string? IPv4Address);

internal sealed record ContainerInspectWire
{
    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Image { get; init; }
    public string? Created { get; init; }
    public int RestartCount { get; init; }
    public required StateWire State { get; init; }
    public required ConfigWire Config { get; init; }
    public required HostConfigWire HostConfig { get; init; }
    public IReadOnlyList<MountPointWire>? Mounts { get; init; }
    public NetworkSettingsWire? NetworkSettings { get; init; }
}

internal sealed record StateWire
{
    public string? Status { get; init; }
    public int Pid { get; init; }
    public int ExitCode { get; init; }
    public bool OOMKilled { get; init; }
    public string? Error { get; init; }
    public string? StartedAt { get; init; }
    public string? FinishedAt { get; init; }
    public HealthWire? Health { get; init; }
}

internal sealed record HealthWire(string? Status, int FailingStreak, IReadOnlyList<HealthLogWire>? Log);

internal sealed record HealthLogWire(string? Start, string? End, int ExitCode, string? Output);

/// <summary>A container's or an image's settings.</summary>
internal sealed record ConfigWire
{
    public string? Image { get; init; }
    public string? Hostname { get; init; }
    public string? User { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public IReadOnlyDictionary<string, PresenceWire>? ExposedPorts { get; init; }
    public IReadOnlyDictionary<string, PresenceWire>? Volumes { get; init; }
    public string? WorkingDir { get; init; }
    public string? StopSignal { get; init; }
    public int? StopTimeout { get; init; }
    public HealthCheckWire? Healthcheck { get; init; }
    public bool Tty { get; init; }
    public bool OpenStdin { get; init; }
}

internal sealed record MountPointWire(string? Type, string? Name, string? Source, string? Destination, bool RW);

internal sealed record NetworkSettingsWire(
    IReadOnlyDictionary<string, List<PortBindingWire>?>? Ports, IReadOnlyDictionary<string, EndpointWire?>? Networks);

internal sealed record ContainerListWire
{
    public required string Id { get; init; }
    public IReadOnlyList<string>? Names { get; init; }
    public string? Image { get; init; }
    public string? ImageID { get; init; }
    public long Created { get; init; }
    public string? State { get; init; }
    public string? Status { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public NetworkSettingsWire? NetworkSettings { get; init; }
}

internal sealed record ContainerUpdateWire
{
    public long? Memory { get; init; }
    public long? MemorySwap { get; init; }
    public long? NanoCpus { get; init; }
    public long? PidsLimit { get; init; }
    public RestartPolicyWire? RestartPolicy { get; init; }
}

internal sealed record ContainerWaitWire(int StatusCode, WaitErrorWire? Error);

internal sealed record WaitErrorWire(string? Message);

internal sealed record TopWire(IReadOnlyList<string>? Titles, IReadOnlyList<IReadOnlyList<string>>? Processes);
