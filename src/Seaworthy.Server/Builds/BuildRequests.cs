namespace Seaworthy.Server.Builds;

/// <summary>The body of <c>POST /api/v1/apps/{app}/builds/git</c>.</summary>
public sealed record GitBuildRequest
{
    public string? RepoUrl { get; init; }

    /// <summary>A branch, tag or commit; the default branch if missing.</summary>
    public string? Branch { get; init; }

    /// <summary>If given, it must be the app's own.</summary>
    public string? AppSlug { get; init; }

    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>Not secret.</summary>
    public Dictionary<string, string>? BuildArgs { get; init; }
}

/// <summary>The body of <c>POST /api/v1/apps/{app}/builds</c>.</summary>
public sealed record BuildRequest
{
    /// <summary>git, or image.</summary>
    public string? Source { get; init; }

    /// <summary>A repository or an image.</summary>
    public string? SourceUrl { get; init; }

    public string? GitRef { get; init; }

    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>Not secret.</summary>
    public Dictionary<string, string>? BuildArgs { get; init; }
}
