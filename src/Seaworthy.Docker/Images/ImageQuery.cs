namespace Seaworthy.Docker;

/// <summary>Which images to list; all that have a name or a digest, and dangling ones, by default.</summary>
public sealed record ImageQuery
{
    /// <summary>Each <c>key</c> or <c>key=value</c>; an image must have all of them.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Patterns of names, such as <c>app:*</c>; an image must match one of them.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    /// <summary>True: only images without a name; false: only those with one.</summary>
    public bool? Dangling { get; init; }
}
