namespace Seaworthy.Server.Builds.BuildKit;

/// <param name="MemoryBytes">For all that one build runs.</param>
/// <param name="CpuMillis">In thousandths of a core.</param>
internal sealed record BuildLimits(long MemoryBytes, int CpuMillis);
