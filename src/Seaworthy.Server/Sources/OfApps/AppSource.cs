namespace Seaworthy.Server.Sources;

/// <summary>Where an app's code comes from when a deployment does not say it, as the API shows and takes it.</summary>
public sealed record AppSource
{
    /// <summary>git, archive or image.</summary>
    public string? Kind { get; init; }

    /// <summary>A repository, an archive or an image.</summary>
    public string? Url { get; init; }

    /// <summary>Of a repository: a branch, tag or commit; null: its default branch.</summary>
    public string? Ref { get; init; }

    /// <summary>The folder that is built; null: all of it.</summary>
    public string? BasePath { get; init; }

    public bool Submodules { get; init; }

    /// <summary>Files of Git LFS are fetched too.</summary>
    public bool Lfs { get; init; }

    /// <summary>For http and https, and for registries.</summary>
    public string? Username { get; init; }

    /// <summary>Never shown: a mask stands for it, and sent back the mask leaves it as it is.</summary>
    public string? Password { get; init; }
}
