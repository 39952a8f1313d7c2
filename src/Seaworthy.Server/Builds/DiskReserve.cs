using Seaworthy.Docker;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>No build starts on a disk that it could fill up: the running apps and the database live there too.</summary>
internal sealed class DiskReserve(PlatformOptions platform, BuildOptions options, IDockerEngine engine)
{
    private const double Gigabyte = 1_000_000_000;

    /// <exception cref="BuildFailedException">Too little is free, where and how much.</exception>
    public async Task CheckAsync(CancellationToken ct)
    {
        Check(platform.Home);
        var images = (await engine.Daemon.InfoAsync(ct)).RootDirectory;
        if (Directory.Exists(images))
            Check(images);
    }

    private void Check(string directory)
    {
        var free = new DriveInfo(directory).AvailableFreeSpace;
        if (free < options.DiskReserveBytes)
            throw new BuildFailedException(
                $"Only {free / Gigabyte:0.0} GB are free on the disk of {directory}, and no build starts with less than {options.DiskReserveBytes / Gigabyte:0.0} GB. " +
                "Free some space (docker system df shows what Docker holds), or lower SEAWORTHY_BUILD_DISK_RESERVE_MB.");
    }
}
