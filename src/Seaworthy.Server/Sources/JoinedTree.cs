using Seaworthy.Packs;

namespace Seaworthy.Server.Sources;

/// <summary>A tree with further trees below folders of it.</summary>
internal sealed class JoinedTree(ISourceTree main, IReadOnlyList<(string Folder, ISourceTree Tree)> further) : ISourceTree
{
    private readonly Dictionary<string, (ISourceTree Tree, string Path)> files = further
        .SelectMany(part => part.Tree.Files.Select(file => (Name: $"{part.Folder}/{file}", part.Tree, Path: file)))
        .Concat(main.Files.Select(file => (Name: file, Tree: main, Path: file)))
        .DistinctBy(file => file.Name)
        .ToDictionary(file => file.Name, file => (file.Tree, file.Path), StringComparer.Ordinal);

    public IReadOnlyCollection<string> Files => files.Keys;

    public bool Has(string path) => files.ContainsKey(path);

    public Task<string> ReadAsync(string path) => files[path].Tree.ReadAsync(files[path].Path);
}
