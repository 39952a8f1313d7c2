namespace Seaworthy.Server.Apps.Settings;

/// <summary>What one process has of its own: a row of <c>app_processes</c>. What is null is as the app, or the build, has it.</summary>
public sealed record ProcessSettings
{
    public required string Name { get; init; }

    public int Replicas { get; init; } = 1;

    public IReadOnlyList<string>? Command { get; init; }

    public int? Port { get; init; }

    public string? HealthPath { get; init; }

    public long? MemoryBytes { get; init; }

    public int? CpuMillis { get; init; }
}
