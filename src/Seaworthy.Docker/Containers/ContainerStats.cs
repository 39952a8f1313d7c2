namespace Seaworthy.Docker;

/// <summary>What a container has used, counted since its start.</summary>
public sealed record ContainerStats
{
    public required DateTimeOffset At { get; init; }

    /// <summary>Over all CPUs: may grow faster than the clock.</summary>
    public required TimeSpan CpuTime { get; init; }

    /// <summary>In use now, without the file cache that the kernel would give back.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>The container's limit, or the host's memory.</summary>
    public required long MemoryLimitBytes { get; init; }

    public required int Pids { get; init; }

    public required long NetworkReceivedBytes { get; init; }

    public required long NetworkSentBytes { get; init; }

    public required long BlockReadBytes { get; init; }

    public required long BlockWrittenBytes { get; init; }

    /// <summary>How many CPUs it kept busy since an earlier look: 0.5 is half of one. Null if nothing can be said, as after a restart.</summary>
    public double? CpusSince(ContainerStats earlier)
    {
        var wall = At - earlier.At;
        var used = CpuTime - earlier.CpuTime;
        return wall > TimeSpan.Zero && used >= TimeSpan.Zero ? used / wall : null;
    }
}
