using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Releases;

/// <summary>A release as it was frozen, whole.</summary>
public sealed record ReleaseDetailsShape
{
    public required Guid Id { get; init; }

    public required int Number { get; init; }

    public required string Description { get; init; }

    /// <summary>The build whose images it runs.</summary>
    public Guid? BuildId { get; init; }

    /// <summary>What its containers get; secret values are masked.</summary>
    public required IReadOnlyDictionary<string, string> EnvVars { get; init; }

    public required IReadOnlyList<ReleaseProcessShape> Processes { get; init; }

    /// <summary>It is what visitors see.</summary>
    public required bool Serving { get; init; }

    /// <summary>When it first served well to the end of its soak.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Its images are still kept.</summary>
    public required bool CanRollBack { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }
}

/// <summary>A process of a release.</summary>
public sealed record ReleaseProcessShape
{
    public required string Name { get; init; }

    /// <summary>service, job, release or cron.</summary>
    public required string Kind { get; init; }

    /// <summary>Our tag of its image.</summary>
    public required string Image { get; init; }

    public required string ImageId { get; init; }

    /// <summary>The digest in its registry; null if it was built here.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>As a line of a Procfile; null: the image's own.</summary>
    public string? Command { get; init; }

    /// <summary>Null: the image's only exposed port, or 8080.</summary>
    public int? Port { get; init; }

    public string? HealthPath { get; init; }

    public required IReadOnlyList<ReleaseMountShape> Mounts { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Bytes.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Microseconds of processor time per 100 ms: 50000 is half a core.</summary>
    public required int CpuQuota { get; init; }

    /// <summary>How many processes and threads it may have.</summary>
    public required int Pids { get; init; }

    public required bool Hardened { get; init; }

    /// <summary>start-first or stop-first.</summary>
    public required string Strategy { get; init; }

    public required int DrainSeconds { get; init; }

    public required int StopGraceSeconds { get; init; }

    public required int StartDeadlineSeconds { get; init; }

    internal static ReleaseProcessShape From(ReleaseProcess process) => new()
    {
        Name = process.Name,
        Kind = process.Kind.ToString().ToLowerInvariant(),
        Image = process.ImageTag,
        ImageId = process.ImageId,
        ImageDigest = process.ImageDigest,
        Command = CommandText.Show(process.Command),
        Port = process.Port,
        HealthPath = process.HealthPath,
        Mounts = [.. process.Mounts.Select(mount => new ReleaseMountShape(mount.Name, mount.Path, mount.ReadOnly))],
        Labels = process.Labels,
        MemoryLimit = process.MemoryBytes,
        CpuQuota = process.CpuMillis * 100,
        Pids = process.Pids,
        Hardened = process.Hardened,
        Strategy = process.Strategy == DeployStrategy.StopFirst ? "stop-first" : "start-first",
        DrainSeconds = (int)process.Drain.TotalSeconds,
        StopGraceSeconds = (int)process.StopGrace.TotalSeconds,
        StartDeadlineSeconds = (int)process.StartDeadline.TotalSeconds,
    };
}

/// <param name="Name">The volume, as the app calls it.</param>
public sealed record ReleaseMountShape(string Name, string Path, bool ReadOnly);
