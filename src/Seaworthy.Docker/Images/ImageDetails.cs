namespace Seaworthy.Docker;

public sealed record ImageDetails
{
    /// <summary><c>sha256:…</c></summary>
    public required string Id { get; init; }

    /// <summary>Names: <c>repository:tag</c>.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>Names by content in a registry: <c>repository@sha256:…</c>. Empty for what was built or imported here.</summary>
    public required IReadOnlyList<string> Digests { get; init; }

    public required DateTimeOffset? CreatedAt { get; init; }

    public required long SizeBytes { get; init; }

    public required string Architecture { get; init; }

    public required ImageConfig Config { get; init; }
}

/// <summary>What a container made from the image inherits.</summary>
public sealed record ImageConfig
{
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    public required IReadOnlyList<string> Entrypoint { get; init; }

    public required IReadOnlyList<string> Command { get; init; }

    public required IReadOnlyList<ContainerPort> ExposedPorts { get; init; }

    public required ContainerHealthCheck? HealthCheck { get; init; }

    /// <summary>Empty: root.</summary>
    public required string User { get; init; }

    public required string WorkingDirectory { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>Paths for which each container gets a volume.</summary>
    public required IReadOnlyList<string> Volumes { get; init; }

    /// <summary>Null: SIGTERM.</summary>
    public required string? StopSignal { get; init; }
}

/// <summary>An image as a list shows it.</summary>
public sealed record ImageSummary
{
    public required string Id { get; init; }

    public required IReadOnlyList<string> Tags { get; init; }

    public required IReadOnlyList<string> Digests { get; init; }

    /// <summary>To the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required long SizeBytes { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }
}
