namespace Seaworthy.Packs;

/// <summary>A folder of a source: what a build reads.</summary>
internal sealed class SourceFolder(ISourceTree tree, string path)
{
    public ISourceTree Tree => tree;

    /// <summary>From the source's root; empty for the root itself.</summary>
    public string Path => path;

    /// <summary>For people.</summary>
    public string Name => path.Length == 0 ? "the root of the source" : path;

    public bool IsMissing => path.Length > 0 && !tree.Files.Any(file => file.StartsWith($"{path}/", StringComparison.Ordinal));

    public bool Has(string name) => tree.Has(At(name));

    public Task<string> ReadAsync(string name) => tree.ReadAsync(At(name));

    /// <summary>The path from the source's root.</summary>
    public string At(string name) => path.Length == 0 ? name : $"{path}/{name}";
}
