using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Sources;

/// <summary>Where code is to come from, checked: what a build is requested with.</summary>
public abstract record SourceSpec
{
    private SourceSpec()
    {
    }

    /// <summary>The folder that is built; null: all of it.</summary>
    public SourcePath? BasePath { get; init; }

    public sealed record Git(GitUrl Url, GitRef Reference) : SourceSpec
    {
        public bool Submodules { get; init; }

        /// <summary>Large files that the repository only names are fetched too.</summary>
        public bool Lfs { get; init; }
    }

    /// <summary>An archive behind a URL.</summary>
    public sealed record Archive(ArchiveUrl Url) : SourceSpec;

    /// <param name="File">Null: it is still to be sent.</param>
    public sealed record Upload(StoredUpload? File) : SourceSpec;

    /// <param name="AllowLocal">
    /// Whether the engine's own image of that name will do where no registry answers: for the local administrator, since the engine may hold
    /// somebody else's images.
    /// </param>
    public sealed record Image(ImageReference Reference, bool AllowLocal) : SourceSpec
    {
        public SourceCredentials? Credentials { get; init; }
    }
}
