using System.Globalization;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

internal sealed class Daemon(EngineTransport transport) : IDaemon
{
    private static readonly TimeSpan LongWork = TimeSpan.FromMinutes(10);

    public async Task PingAsync(CancellationToken cancellationToken) =>
        (await transport.SendAsync(EngineRequest.Get("ping", EnginePath.Of("_ping")), cancellationToken)).EnsureSuccess();

    public async Task<EngineInfo> InfoAsync(CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get("describe itself", EnginePath.Of("info"));
        var wire = await transport.ReadAsync(request, EngineJson.Default.InfoWire, cancellationToken);
        return new EngineInfo
        {
            Id = wire.ID ?? "",
            Name = wire.Name ?? "",
            Version = wire.ServerVersion ?? "",
            OperatingSystem = wire.OperatingSystem ?? "",
            Kernel = wire.KernelVersion ?? "",
            Architecture = wire.Architecture ?? "",
            Cpus = wire.NCPU,
            MemoryBytes = wire.MemTotal,
            StorageDriver = wire.Driver ?? "",
            CgroupVersion = wire.CgroupVersion ?? "",
            RootDirectory = wire.DockerRootDir ?? "",
            LiveRestore = wire.LiveRestoreEnabled,
            Containers = wire.Containers,
            ContainersRunning = wire.ContainersRunning,
            Images = wire.Images,
            SwarmState = wire.Swarm?.LocalNodeState ?? "",
            SecurityOptions = wire.SecurityOptions ?? [],
            Warnings = wire.Warnings ?? [],
        };
    }

    public async Task<EngineVersion> VersionAsync(CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get("tell its version", EnginePath.Of("version"));
        var wire = await transport.ReadAsync(request, EngineJson.Default.VersionWire, cancellationToken);
        return new EngineVersion(
            wire.Version ?? "", wire.ApiVersion ?? "", wire.MinAPIVersion ?? "", wire.Os ?? "", wire.Arch ?? "", wire.KernelVersion ?? "");
    }

    public async Task<DiskUsage> DiskUsageAsync(CancellationToken cancellationToken)
    {
        var request = EngineRequest.Get("add up its disk usage", EnginePath.Of("system", "df")) with { Grace = LongWork };
        var wire = await transport.ReadAsync(request, EngineJson.Default.DiskUsageWire, cancellationToken);
        return new DiskUsage(
            wire.LayersSize,
            (wire.Containers ?? []).Sum(container => container.SizeRw),
            // -1: not counted, as for volumes of other drivers.
            (wire.Volumes ?? []).Sum(volume => Math.Max(0, volume.UsageData?.Size ?? 0)),
            // What is shared is a layer of an image and counted there.
            (wire.BuildCache ?? []).Where(cache => !cache.Shared).Sum(cache => cache.Size));
    }

    public async Task<PruneReport> PruneBuildCacheAsync(BuildCachePruning pruning, CancellationToken cancellationToken)
    {
        var filters = new Filters();
        if (pruning.UnusedFor is { } age)
            filters.With("until", string.Create(CultureInfo.InvariantCulture, $"{(long)age.TotalSeconds}s"));
        var path = EnginePath.Of("build", "prune")
            .With("keep-storage", pruning.KeepBytes?.ToString(CultureInfo.InvariantCulture)).With(filters);
        var request = EngineRequest.Post("prune the build cache", path) with { Grace = LongWork };
        var wire = await transport.ReadAsync(request, EngineJson.Default.BuildPruneWire, cancellationToken);
        return new PruneReport(wire.CachesDeleted ?? [], wire.SpaceReclaimed);
    }
}
