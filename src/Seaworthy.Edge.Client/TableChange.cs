namespace Seaworthy.Edge.Client;

/// <summary>What is different from the table of one version in that of a later one. It makes sense on top of that one version only.</summary>
public sealed record TableChange
{
    /// <summary>Version of the table that is changed.</summary>
    public required long Base { get; init; }

    /// <summary>Version of the table that comes of it; more than <see cref="Base"/>.</summary>
    public required long Version { get; init; }

    /// <summary>All that the table says of these apps from now on; what it said of them before is gone. Apps that are not named stay as they are.</summary>
    public required IReadOnlyList<AppRoutes> Apps { get; init; }

    /// <summary>Apps that leave the table.</summary>
    public required IReadOnlyList<Guid> Removed { get; init; }
}
