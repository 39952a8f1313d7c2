using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

internal sealed class FakeDaemon(FakeState state, FakeCalls calls) : FakeGroup(state, calls, "daemon"), IDaemon
{
    private const string Version = "0.0.0-fake";

    public Task PingAsync(CancellationToken cancellationToken) => Run("ping", "", "ping", () => true, cancellationToken);

    public Task<EngineInfo> InfoAsync(CancellationToken cancellationToken) => Run("info", "", "describe itself", () => new EngineInfo
    {
        Id = "fake",
        Name = "fake",
        Version = Version,
        OperatingSystem = "Fake",
        Kernel = "0",
        Architecture = "x86_64",
        Cpus = 2,
        MemoryBytes = 4L << 30,
        StorageDriver = "memory",
        CgroupVersion = "2",
        RootDirectory = "/var/lib/docker",
        LiveRestore = true,
        Containers = State.Containers.Count,
        ContainersRunning = State.Containers.Count(container => container.IsActive),
        Images = State.Images.Count,
        SwarmState = "inactive",
        SecurityOptions = ["name=seccomp,profile=builtin"],
        Warnings = [],
    }, cancellationToken);

    public Task<EngineVersion> VersionAsync(CancellationToken cancellationToken) => Run("version", "", "tell its version",
        () => new EngineVersion(Version, "1.45", "1.41", "linux", "amd64", "0"), cancellationToken);

    public Task<DiskUsage> DiskUsageAsync(CancellationToken cancellationToken) => Run("diskusage", "", "add up its disk usage",
        () => new DiskUsage(State.Images.Sum(image => image.Details().SizeBytes), 0, 0, 0), cancellationToken);

    /// <summary>It never builds, so there is nothing.</summary>
    public Task<PruneReport> PruneBuildCacheAsync(BuildCachePruning pruning, CancellationToken cancellationToken) =>
        Run("prunebuildcache", "", "prune the build cache", () => new PruneReport([], 0), cancellationToken);
}
