namespace Seaworthy.Docker;

/// <summary>Which containers to list; all of them, stopped ones too, by default.</summary>
public sealed record ContainerQuery
{
    /// <summary>Each <c>key</c> or <c>key=value</c>; a container must have all of them.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The whole name, without a leading slash.</summary>
    public string? Name { get; init; }

    public bool RunningOnly { get; init; }
}
