using Seaworthy.Docker;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>No build starts on a disk that it could fill up: the running apps and the database live there too.</summary>
internal sealed class DiskReserve(PlatformOptions platform, BuildOptions options, BuildCache cache, IDockerEngine engine)
{
    private const double Gigabyte = 1_000_000_000;

    /// <exception cref="BuildFailedException">Too little is free, where and how much, although the build cache was cleared.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        var images = (await engine.Daemon.InfoAsync(ct)).RootDirectory;
        if (Directory.Exists(images) && !IsMet(images))
            await cache.ClearAsync(ct);
        Check(platform.Home);
        if (Directory.Exists(images))
            Check(images);
    }

    private bool IsMet(string directory) => Free(directory) >= options.DiskReserveBytes;

    private static long Free(string directory) => new DriveInfo(directory).AvailableFreeSpace;

    private void Check(string directory)
    {
        if (!IsMet(directory))
            throw new BuildFailedException(
                $"Only {Free(directory) / Gigabyte:0.0} GB are free on the disk of {directory}, and no build starts with less than {options.DiskReserveBytes / Gigabyte:0.0} GB. " +
                "Free some space (docker system df shows what Docker holds), or lower SEAWORTHY_BUILD_DISK_RESERVE_MB.");
    }
}
