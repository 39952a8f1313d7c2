namespace Seaworthy.Server.Deployments;

/// <summary>What to deploy: one of <see cref="Git"/>, <see cref="Archive"/>, <see cref="ImageId"/> and <see cref="BuildId"/>; none: the app's own source.</summary>
public sealed record DeploymentRequest
{
    public GitSource? Git { get; init; }

    public ArchiveSource? Archive { get; init; }

    /// <summary>An image of this app's builds (its id, its tag, or the build's id), or a registry reference.</summary>
    public string? ImageId { get; init; }

    public Guid? BuildId { get; init; }

    public int? Replicas { get; init; }

    /// <summary>api where it is null; cli, dashboard or sample.</summary>
    public string? Trigger { get; init; }
}

public sealed record GitSource
{
    public string? RepoUrl { get; init; }

    /// <summary>A branch, tag or commit; null: the repository's default branch.</summary>
    public string? Branch { get; init; }

    /// <summary>The folder that is built; null: all of it.</summary>
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; null: the last.</summary>
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

/// <summary>A .tar.gz or .zip behind a URL.</summary>
public sealed record ArchiveSource
{
    public string? Url { get; init; }

    /// <summary>The folder that is built; null: all of it.</summary>
    public string? BasePath { get; init; }

    public string? DockerfilePath { get; init; }

    /// <summary>The stage of the Dockerfile that is built; null: the last.</summary>
    public string? Target { get; init; }

    /// <summary>Not secret.</summary>
    public Dictionary<string, string>? BuildArgs { get; init; }

    public string? Username { get; init; }

    public string? Password { get; init; }
}

public sealed record DeployRequest(string? ImageId, int? Replicas);

/// <param name="Release">The number of the release; null: the one before the one that serves.</param>
/// <param name="CurrentEnv">
/// True: its images with the app's settings and variables of now, as a new release; else exactly as it was.
/// </param>
public sealed record RollbackRequest(int? Release, bool? CurrentEnv = null);
