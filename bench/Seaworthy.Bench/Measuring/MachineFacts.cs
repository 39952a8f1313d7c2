namespace Seaworthy.Bench.Measuring;

/// <summary>What the figures were measured on: without it they say little.</summary>
public sealed record MachineFacts(DateTimeOffset At, string Processor, int Cores, double MemoryGigabytes, string Kernel, string Distribution)
{
    public static MachineFacts Read() => new(
        DateTimeOffset.UtcNow,
        File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? "unknown",
        Environment.ProcessorCount,
        Math.Round(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30), 1),
        File.ReadAllText("/proc/sys/kernel/osrelease").Trim(),
        File.ReadLines("/etc/os-release").First(line => line.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))["PRETTY_NAME=".Length..].Trim('"'));

    public override string ToString() => $"{At:yyyy-MM-dd}, {Cores} × {Processor}, {MemoryGigabytes:0} GB, Linux {Kernel}, {Distribution}";
}
