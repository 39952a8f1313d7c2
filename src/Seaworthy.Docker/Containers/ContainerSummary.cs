namespace Seaworthy.Docker;

/// <summary>A container as a list shows it.</summary>
public sealed record ContainerSummary
{
    public required string Id { get; init; }

    /// <summary>Without the leading slash.</summary>
    public required string Name { get; init; }

    /// <summary>As it was named at creation, or an id if that name now means another image.</summary>
    public required string Image { get; init; }

    public required string ImageId { get; init; }

    /// <summary>To the second.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    public required ContainerStatus Status { get; init; }

    /// <summary>For people: <c>Up 2 minutes (healthy)</c>.</summary>
    public required string StatusText { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    /// <summary>By network name.</summary>
    public required IReadOnlyDictionary<string, NetworkEndpoint> Networks { get; init; }
}
