using System.Text.Json.Serialization;

namespace Seaworthy.Docker.Transport;

/// <summary>The one part of the API that is written in snake case.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(StatsWire))]
internal sealed partial class StatsJson : JsonSerializerContext;

internal sealed record StatsWire
{
    public string? Read { get; init; }
    public PidsStatsWire? PidsStats { get; init; }
    public CpuStatsWire? CpuStats { get; init; }
    public MemoryStatsWire? MemoryStats { get; init; }
    public BlkioStatsWire? BlkioStats { get; init; }
    public IReadOnlyDictionary<string, InterfaceStatsWire>? Networks { get; init; }
}

internal sealed record PidsStatsWire(long Current);

internal sealed record CpuStatsWire(CpuUsageWire? CpuUsage);

internal sealed record CpuUsageWire(long TotalUsage);

internal sealed record MemoryStatsWire(long Usage, ulong Limit, IReadOnlyDictionary<string, ulong>? Stats);

internal sealed record BlkioStatsWire(IReadOnlyList<BlkioEntryWire>? IoServiceBytesRecursive);

internal sealed record BlkioEntryWire(string? Op, long Value);

internal sealed record InterfaceStatsWire(long RxBytes, long TxBytes);

internal static class StatsMapping
{
    /// <summary>Null for a container that does not run: the engine then sends zeros.</summary>
    public static ContainerStats? ToStats(this StatsWire wire)
    {
        if (Moment.Parse(wire.Read) is not { } at || wire.PidsStats?.Current is null or 0)
            return null;

        var memory = wire.MemoryStats;
        return new ContainerStats
        {
            At = at,
            CpuTime = TimeSpan.FromTicks((wire.CpuStats?.CpuUsage?.TotalUsage ?? 0) / TimeSpan.NanosecondsPerTick),
            MemoryBytes = memory is null ? 0 : memory.Usage - Math.Min(memory.Usage, ReclaimableCache(memory.Stats)),
            MemoryLimitBytes = (long)Math.Min(memory?.Limit ?? 0, long.MaxValue),
            Pids = (int)wire.PidsStats.Current,
            NetworkReceivedBytes = (wire.Networks ?? Nothing).Values.Sum(network => network.RxBytes),
            NetworkSentBytes = (wire.Networks ?? Nothing).Values.Sum(network => network.TxBytes),
            BlockReadBytes = BlockBytes(wire, "read"),
            BlockWrittenBytes = BlockBytes(wire, "write"),
        };
    }

    private static Dictionary<string, InterfaceStatsWire> Nothing { get; } = [];

    // cgroup v1 counts a hierarchy under "total_…", v2 always does.
    private static long ReclaimableCache(IReadOnlyDictionary<string, ulong>? stats) =>
        stats is null ? 0
        : stats.TryGetValue("total_inactive_file", out var v1) ? (long)v1
        : (long)stats.GetValueOrDefault("inactive_file");

    // cgroup v1 says "Read", v2 "read".
    private static long BlockBytes(StatsWire wire, string operation) => (wire.BlkioStats?.IoServiceBytesRecursive ?? [])
        .Where(entry => string.Equals(entry.Op, operation, StringComparison.OrdinalIgnoreCase)).Sum(entry => entry.Value);
}
