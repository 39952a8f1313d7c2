namespace Seaworthy.Docker.Transport;

internal sealed record VersionWire(
    string? Version, string? ApiVersion, string? MinAPIVersion, string? Os, string? Arch, string? KernelVersion);

internal sealed record InfoWire
{
    public string? ID { get; init; }
    public string? Name { get; init; }
    public string? ServerVersion { get; init; }
    public string? OperatingSystem { get; init; }
    public string? KernelVersion { get; init; }
    public string? Architecture { get; init; }
    public int NCPU { get; init; }
    public long MemTotal { get; init; }
    public string? Driver { get; init; }
    public string? CgroupVersion { get; init; }
    public string? DockerRootDir { get; init; }
    public bool LiveRestoreEnabled { get; init; }
    public int Containers { get; init; }
    public int ContainersRunning { get; init; }
    public int Images { get; init; }
    public SwarmWire? Swarm { get; init; }
    public IReadOnlyList<string>? SecurityOptions { get; init; }
    public IReadOnlyList<string>? Warnings { get; init; }
}

internal sealed record SwarmWire(string? LocalNodeState);

internal sealed record DiskUsageWire(
    long LayersSize,
    IReadOnlyList<ContainerSizeWire>? Containers,
    IReadOnlyList<VolumeSizeWire>? Volumes,
    IReadOnlyList<BuildCacheSizeWire>? BuildCache);

internal sealed record ContainerSizeWire(long SizeRw);

internal sealed record VolumeSizeWire(VolumeUsageWire? UsageData);

internal sealed record VolumeUsageWire(long Size);

internal sealed record BuildCacheSizeWire(long Size, bool Shared);

internal sealed record BuildPruneWire(IReadOnlyList<string>? CachesDeleted, long SpaceReclaimed);
