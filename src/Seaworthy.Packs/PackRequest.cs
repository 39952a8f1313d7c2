namespace Seaworthy.Packs;

/// <summary>What its owner said about how a source is to be built.</summary>
public sealed record PackRequest
{
    /// <summary>The folder that is built, such as <c>services/api</c>; empty for the whole source.</summary>
    public string BasePath { get; init; } = "";

    /// <summary>From the base path, or from the source's root; null to look for one.</summary>
    public string? DockerfilePath { get; init; }
}
