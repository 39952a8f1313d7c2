namespace Seaworthy.Docker;

/// <summary>What a container may use; null is without limit.</summary>
public sealed record ContainerLimits
{
    public static ContainerLimits None { get; } = new();

    public long? MemoryBytes { get; init; }

    /// <summary>Memory and swap together: equal to <see cref="MemoryBytes"/> means no swap, -1 means any.</summary>
    public long? MemoryAndSwapBytes { get; init; }

    /// <summary>Billionths of a CPU: 500,000,000 is half of one.</summary>
    public long? NanoCpus { get; init; }

    public long? Pids { get; init; }
}
