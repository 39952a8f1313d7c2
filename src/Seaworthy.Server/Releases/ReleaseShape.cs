namespace Seaworthy.Server.Releases;

/// <summary>A release in a list.</summary>
public sealed record ReleaseShape
{
    public Guid Id { get; init; }

    public int Number { get; init; }

    /// <summary>What it was made of.</summary>
    public string Description { get; init; } = "";

    public IReadOnlyList<string> Processes { get; init; } = [];

    /// <summary>The image of <c>web</c>, or of its first process.</summary>
    public string? ImageId { get; init; }

    /// <summary>It is what visitors see.</summary>
    public bool Serving { get; init; }

    /// <summary>When it first served well to the end of its soak.</summary>
    public DateTimeOffset? ProvenAt { get; init; }

    /// <summary>Its images are still kept.</summary>
    public bool CanRollBack { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}
