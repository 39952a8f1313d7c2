using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>What one request says about its build, over what the app's settings say.</summary>
public sealed record BuildOverrides
{
    public static BuildOverrides None { get; } = new();

    /// <summary>From the base path, or from the source's root.</summary>
    public SourcePath? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built.</summary>
    public string? Target { get; init; }

    /// <summary>Not secret: they stand in argument lists and in the image's history.</summary>
    public IReadOnlyDictionary<string, string> Arguments { get; init; } = new Dictionary<string, string>();
}
