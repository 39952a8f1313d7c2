namespace Seaworthy.Server.Sources.Archives;

/// <summary>What is done with an archive's entries. Paths are checked, and their folders were given before them.</summary>
internal interface IArchiveTarget
{
    void AddFolder(string path);

    /// <param name="content">Must be read here and now, to its end.</param>
    /// <param name="mode">The permissions that the archive gives it.</param>
    void AddFile(string path, Stream content, UnixFileMode mode);

    /// <param name="target">Relative, and inside the archive.</param>
    void AddLink(string path, string target);

    /// <summary>The same content once more.</summary>
    /// <param name="file">A file that was added before.</param>
    void AddCopy(string path, string file);
}

/// <summary>Keeps nothing: for finding out whether an archive is sound.</summary>
internal sealed class NoTarget : IArchiveTarget
{
    public void AddFolder(string path)
    {
    }

    public void AddFile(string path, Stream content, UnixFileMode mode) => content.CopyTo(Stream.Null);

    public void AddLink(string path, string target)
    {
    }

    public void AddCopy(string path, string file)
    {
    }
}

/// <summary>Writes the entries below a folder that nobody else writes to.</summary>
internal sealed class FolderTarget(string root) : IArchiveTarget
{
    private const UnixFileMode Folder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead
        | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Neither set-user-id nor anything that keeps its own builder from reading a file.</summary>
    private const UnixFileMode Kept = Folder;
    private const UnixFileMode Least = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public void AddFolder(string path) => Directory.CreateDirectory(Path.Combine(root, path), Folder);

    public void AddFile(string path, Stream content, UnixFileMode mode)
    {
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = (mode & Kept) | Least };
        using var file = new FileStream(Path.Combine(root, path), options);
        content.CopyTo(file);
    }

    public void AddLink(string path, string target) => File.CreateSymbolicLink(Path.Combine(root, path), target);

    public void AddCopy(string path, string file) => File.Copy(Path.Combine(root, file), Path.Combine(root, path), overwrite: true);
}
