namespace Seaworthy.Packs;

/// <summary>
/// The files of a source, named from its root with slashes: <c>src/main.c</c>. Whoever implements it makes sure that nothing outside of the source
/// can be read: links are no files, or lead to files inside.
/// </summary>
public interface ISourceTree
{
    /// <summary>Regular files, without folders and links.</summary>
    IReadOnlyCollection<string> Files { get; }

    bool Has(string path);

    /// <summary>The text of a file that the tree has.</summary>
    Task<string> ReadAsync(string path);
}
