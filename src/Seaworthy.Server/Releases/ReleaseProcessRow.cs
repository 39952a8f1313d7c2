using System.Text.Json;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Releases;

/// <summary>A row of <c>release_processes</c>, in the words of the database.</summary>
internal sealed record ReleaseProcessRow
{
    public ReleaseId ReleaseId { get; init; }

    public required string Name { get; init; }

    public required string Kind { get; init; }

    public required string ImageId { get; init; }

    public required string ImageTag { get; init; }

    public string? ImageDigest { get; init; }

    public string[]? Entrypoint { get; init; }

    public string[]? Command { get; init; }

    public int? Port { get; init; }

    public string? HealthPath { get; init; }

    public string Mounts { get; init; } = "[]";

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public long MemoryBytes { get; init; }

    public int CpuMillis { get; init; }

    public int Pids { get; init; }

    public bool Hardened { get; init; }

    public bool Generated { get; init; }

    public required string Strategy { get; init; }

    public int DrainSeconds { get; init; }

    public int StopGraceSeconds { get; init; }

    public int StartDeadlineSeconds { get; init; }

    public static ReleaseProcessRow From(ReleaseId release, ReleaseProcess process) => new()
    {
        ReleaseId = release,
        Name = process.Name,
        Kind = process.Kind.ToString().ToLowerInvariant(),
        ImageId = process.ImageId,
        ImageTag = process.ImageTag,
        ImageDigest = process.ImageDigest,
        Entrypoint = process.Entrypoint?.ToArray(),
        Command = process.Command?.ToArray(),
        Port = process.Port,
        HealthPath = process.HealthPath,
        Mounts = JsonSerializer.Serialize(process.Mounts),
        Labels = process.Labels,
        MemoryBytes = process.MemoryBytes,
        CpuMillis = process.CpuMillis,
        Pids = process.Pids,
        Hardened = process.Hardened,
        Generated = process.Generated,
        Strategy = process.Strategy == DeployStrategy.StopFirst ? "stop-first" : "start-first",
        DrainSeconds = (int)process.Drain.TotalSeconds,
        StopGraceSeconds = (int)process.StopGrace.TotalSeconds,
        StartDeadlineSeconds = (int)process.StartDeadline.TotalSeconds,
    };

    public ReleaseProcess ToProcess() => new()
    {
        Name = Name,
        Kind = Enum.Parse<ProcessKind>(Kind, ignoreCase: true),
        ImageId = ImageId,
        ImageTag = ImageTag,
        ImageDigest = ImageDigest,
        Entrypoint = Entrypoint,
        Command = Command,
        Port = Port,
        HealthPath = HealthPath,
        Mounts = JsonSerializer.Deserialize<List<ReleaseMount>>(Mounts)!,
        Labels = Labels,
        MemoryBytes = MemoryBytes,
        CpuMillis = CpuMillis,
        Pids = Pids,
        Hardened = Hardened,
        Generated = Generated,
        Strategy = Strategy == "stop-first" ? DeployStrategy.StopFirst : DeployStrategy.StartFirst,
        Drain = TimeSpan.FromSeconds(DrainSeconds),
        StopGrace = TimeSpan.FromSeconds(StopGraceSeconds),
        StartDeadline = TimeSpan.FromSeconds(StartDeadlineSeconds),
    };
}
