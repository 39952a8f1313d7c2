using System.Globalization;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>What builds may take of the machine, and for how long. Read once from the environment; every fault is told at once.</summary>
public sealed record BuildOptions
{
    private const long Megabyte = 1024 * 1024;

    /// <summary>SEAWORTHY_BUILD_WORKERS: how many builds run at the same time; 2 by default.</summary>
    public int Workers { get; init; } = 2;

    /// <summary>SEAWORTHY_BUILD_DEADLINE_SECONDS: 15 minutes by default.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a build waits for an engine that does not answer: what one takes to start, with many containers on a slow disk.</summary>
    public TimeSpan EnginePatience { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>SEAWORTHY_BUILD_DISK_RESERVE_MB: no build starts with less free space; 2 GB by default.</summary>
    public long DiskReserveBytes { get; init; } = 2048 * Megabyte;

    /// <summary>SEAWORTHY_BUILD_CACHE_MB: how much build cache is kept, 10 GB by default; null (0 in the variable) leaves it to the engine.</summary>
    public long? CacheBytes { get; init; } = 10_240 * Megabyte;

    /// <summary>SEAWORTHY_BUILD_MEMORY_MB: for all that one build runs; 2 GB by default.</summary>
    public long MemoryBytes { get; init; } = 2048 * Megabyte;

    /// <summary>SEAWORTHY_BUILD_CPU_MILLIS: in thousandths of a core; 2 cores by default.</summary>
    public int CpuMillis { get; init; } = 2000;

    /// <summary>SEAWORTHY_UPLOAD_MB: how large a source may be that is uploaded or fetched as an archive; 100 MB by default.</summary>
    public long UploadBytes { get; init; } = 100 * Megabyte;

    /// <summary>SEAWORTHY_KEEP_RELEASES: of each app, how many releases keep their images and can be rolled back to; 10 by default.</summary>
    public int KeptReleases { get; init; } = 10;

    /// <exception cref="InvalidOptionsException">Names every variable that cannot be used, and why.</exception>
    public static BuildOptions Read(Func<string, string?> environment)
    {
        var faults = new List<string>();
        var cache = Number("SEAWORTHY_BUILD_CACHE_MB", 10_240, 0, 10_000_000);
        var options = new BuildOptions
        {
            Workers = Number("SEAWORTHY_BUILD_WORKERS", 2, 1, 32),
            Deadline = TimeSpan.FromSeconds(Number("SEAWORTHY_BUILD_DEADLINE_SECONDS", 900, 1, 86_400)),
            DiskReserveBytes = Number("SEAWORTHY_BUILD_DISK_RESERVE_MB", 2048, 0, 1_000_000) * Megabyte,
            CacheBytes = cache == 0 ? null : cache * Megabyte,
            MemoryBytes = Number("SEAWORTHY_BUILD_MEMORY_MB", 2048, 64, 1_000_000) * Megabyte,
            UploadBytes = Number("SEAWORTHY_UPLOAD_MB", 100, 1, 10_000) * Megabyte,
            KeptReleases = Number("SEAWORTHY_KEEP_RELEASES", 10, 1, 1000),
            CpuMillis = Number("SEAWORTHY_BUILD_CPU_MILLIS", 2000, 100, 1_000_000),
        };
        return faults.Count == 0 ? options : throw new InvalidOptionsException(faults);

        int Number(string name, int fallback, int least, int most)
        {
            if (environment(name) is not { Length: > 0 } text)
                return fallback;
            if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
                return number;
            faults.Add($"{name}={text} is not a number between {least} and {most}.");
            return fallback;
        }
    }
}
