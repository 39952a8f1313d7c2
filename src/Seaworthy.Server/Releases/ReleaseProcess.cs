namespace Seaworthy.Server.Releases;

/// <summary>One process of a release, frozen: everything that its container is made from but for the environment.</summary>
public sealed record ReleaseProcess
{
    /// <summary><c>web</c>, <c>worker</c>, <c>release</c> …</summary>
    public required string Name { get; init; }

    public required ProcessKind Kind { get; init; }

    /// <summary>The engine's id of the image, <c>sha256:…</c>.</summary>
    public required string ImageId { get; init; }

    /// <summary>The tag of ours by which the engine keeps the image.</summary>
    public required string ImageTag { get; init; }

    /// <summary>The registry's digest, null for an image that was built here.</summary>
    public string? ImageDigest { get; init; }

    /// <summary>Null: the image's own.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The port that it is probed and routed on; null for what does not listen.</summary>
    public int? Port { get; init; }

    /// <summary>Where a GET must answer 2xx or 3xx for it to be healthy; null: accepting connections is enough.</summary>
    public string? HealthPath { get; init; }

    public IReadOnlyList<ReleaseMount> Mounts { get; init; } = [];

    /// <summary>Labels of its containers, beside ours.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();

    public required long MemoryBytes { get; init; }

    /// <summary>Thousandths of a core.</summary>
    public required int CpuMillis { get; init; }

    public required int Pids { get; init; }

    /// <summary>Without the capabilities that official images need at their start.</summary>
    public bool Hardened { get; init; }

    /// <summary>Its Dockerfile is ours: it needs no capabilities.</summary>
    public bool Generated { get; init; }

    public DeployStrategy Strategy { get; init; }

    public required TimeSpan Drain { get; init; }

    public required TimeSpan StopGrace { get; init; }

    public required TimeSpan StartDeadline { get; init; }

    /// <summary>Visitors reach it. A port of any other process is there for other processes of the app, and to be probed.</summary>
    public bool IsRouted => Name == "web" && Port is not null;

    /// <summary>For a container that runs beside its instances: without the volumes that one instance alone may have.</summary>
    public ReleaseProcess WithoutExclusives() => this with { Mounts = [.. Mounts.Where(mount => mount.Shared)] };

    /// <summary>One instance alone may have a volume that both mount.</summary>
    public bool Excludes(ReleaseProcess other) => Mounts.Any(mount => !mount.Shared && other.Mounts.Any(theirs => theirs.Volume == mount.Volume));
}

public enum ProcessKind
{
    Service,
    Job,
    Release,
    Cron,
}

public enum DeployStrategy
{
    StartFirst,
    StopFirst,
}

/// <summary>A volume of the app at a path in the container.</summary>
/// <param name="Volume">The engine's name of it, made from its id.</param>
/// <param name="Name">As the app calls it.</param>
/// <param name="Shared">Several instances may have it at once.</param>
public sealed record ReleaseMount(string Volume, string Path, bool ReadOnly, string Name = "", bool Shared = false);
