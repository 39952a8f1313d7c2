namespace Seaworthy.Server.Sources;

/// <summary>A commit that was checked out: the repository itself, or a submodule of it.</summary>
/// <param name="Path">Where in the whole source it lies; empty for the repository itself.</param>
/// <param name="Url">Where it came from, with what opens it.</param>
/// <param name="Workspace">Its own files and its own objects.</param>
public sealed record GitCheckout(string Path, GitUrl Url, string Commit, Workspace Workspace)
{
    /// <summary>The path of one of its files in the whole source.</summary>
    internal string NameOf(string file) => Path.Length == 0 ? file : $"{Path}/{file}";
}
