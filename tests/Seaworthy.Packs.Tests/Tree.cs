namespace Seaworthy.Packs.Tests;

/// <summary>A source tree in memory.</summary>
internal sealed class Tree(params (string Path, string Text)[] files) : ISourceTree
{
    private readonly Dictionary<string, string> texts = files.ToDictionary(file => file.Path, file => file.Text);

    public IReadOnlyCollection<string> Files => texts.Keys;

    public bool Has(string path) => texts.ContainsKey(path);

    public Task<string> ReadAsync(string path) => Task.FromResult(texts[path]);

    /// <summary>Files of no content.</summary>
    public static Tree Of(params string[] paths) => new([.. paths.Select(path => (path, ""))]);
}
