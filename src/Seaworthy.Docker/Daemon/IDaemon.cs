namespace Seaworthy.Docker;

/// <summary>The engine itself.</summary>
public interface IDaemon
{
    /// <summary>Returns if the engine answers.</summary>
    Task PingAsync(CancellationToken cancellationToken);

    Task<EngineInfo> InfoAsync(CancellationToken cancellationToken);

    Task<EngineVersion> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Adds up what is on disk; minutes with many volumes, so it has ten of them.</summary>
    Task<DiskUsage> DiskUsageAsync(CancellationToken cancellationToken);

    /// <summary>Removes build cache that no build is using, least recently used first.</summary>
    Task<PruneReport> PruneBuildCacheAsync(BuildCachePruning pruning, CancellationToken cancellationToken);
}

public sealed record EngineVersion(
    string Version, string ApiVersion, string MinimumApiVersion, string OperatingSystem, string Architecture, string Kernel);

public sealed record EngineInfo
{
    public required string Id { get; init; }

    /// <summary>The host's name.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    /// <summary>For people: <c>Debian GNU/Linux 12 (bookworm)</c>.</summary>
    public required string OperatingSystem { get; init; }

    public required string Kernel { get; init; }

    public required string Architecture { get; init; }

    public required int Cpus { get; init; }

    public required long MemoryBytes { get; init; }

    public required string StorageDriver { get; init; }

    /// <summary><c>1</c> or <c>2</c>.</summary>
    public required string CgroupVersion { get; init; }

    public required string RootDirectory { get; init; }

    public required bool LiveRestore { get; init; }

    public required int Containers { get; init; }

    public required int ContainersRunning { get; init; }

    public required int Images { get; init; }

    /// <summary>Swarm: <c>inactive</c>, <c>active</c> …</summary>
    public required string SwarmState { get; init; }

    public required IReadOnlyList<string> SecurityOptions { get; init; }

    /// <summary>What the host's kernel cannot do, in the engine's words.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }
}

/// <summary>Bytes on disk. Layers count once, however many images have them.</summary>
public sealed record DiskUsage(long ImageBytes, long ContainerBytes, long VolumeBytes, long BuildCacheBytes)
{
    public long TotalBytes => ImageBytes + ContainerBytes + VolumeBytes + BuildCacheBytes;
}

/// <param name="KeepBytes">Keep as much; null: nothing.</param>
/// <param name="UnusedFor">Only what was not used for so long.</param>
public sealed record BuildCachePruning(long? KeepBytes, TimeSpan? UnusedFor);

/// <param name="Removed">Ids.</param>
public sealed record PruneReport(IReadOnlyList<string> Removed, long ReclaimedBytes);
