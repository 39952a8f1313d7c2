namespace Seaworthy.Server.Builds;

/// <summary>The body of <c>POST /api/v1/apps/{app}/builds/git</c>.</summary>
public sealed record GitBuildRequest
{
    public string? RepoUrl { get; init; }

    /// <summary>A branch, tag or commit; the default branch if missing.</summary>
    public string? Branch { get; init; }

    /// <summary>If given, it must be the app's own.</summary>
    public string? AppSlug { get; init; }

    /// <summary>The folder that is built; all of it if missing.</summary>
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; the last if missing.</summary>
    public string? Target { get; init; }

    /// <summary>Not secret.</summary>
    public Dictionary<string, string>? BuildArgs { get; init; }

    public bool Submodules { get; init; }

    /// <summary>Files of Git LFS are fetched too.</summary>
    public bool Lfs { get; init; }

    /// <summary>For http and https; with a password or token.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }
}

/// <summary>The body of <c>POST /api/v1/apps/{app}/builds</c>.</summary>
public sealed record BuildRequest
{
    /// <summary>git, url (an archive), image; gzip or zip for an archive that is uploaded to the build, or behind source_url.</summary>
    public string? Source { get; init; }

    /// <summary>A repository, an archive or an image.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>A branch, tag or commit; the default branch if missing.</summary>
    public string? GitRef { get; init; }

    /// <summary>The folder that is built; all of it if missing.</summary>
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; the last if missing.</summary>
    public string? Target { get; init; }

    /// <summary>Not secret.</summary>
    public Dictionary<string, string>? BuildArgs { get; init; }

    public bool Submodules { get; init; }

    /// <summary>Files of Git LFS are fetched too.</summary>
    public bool Lfs { get; init; }

    /// <summary>For http and https, and for registries.</summary>
    public string? Username { get; init; }

    public string? Password { get; init; }
}
