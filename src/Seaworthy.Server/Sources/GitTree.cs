using Seaworthy.Packs;

namespace Seaworthy.Server.Sources;

/// <summary>The tree of a commit, from <c>git ls-tree -r</c> and <c>git cat-file</c>.</summary>
internal sealed class GitTree : ISourceTree
{
    private readonly Func<string, Task<GitRun>> read;
    private readonly HashSet<string> files = new(StringComparer.Ordinal);

    /// <param name="listing">Lines such as <c>100644 blob 8ab686ea…<tab/>src/main.c</c>; only files with mode 100… count, not links and submodules.</param>
    public GitTree(IReadOnlyList<string> listing, Func<string, Task<GitRun>> read)
    {
        this.read = read;
        foreach (var line in listing)
        {
            if (line.StartsWith("100", StringComparison.Ordinal) && line.Split('\t', 2) is [_, var path])
                files.Add(path);
        }
    }

    public IReadOnlyCollection<string> Files => files;

    public bool Has(string path) => files.Contains(path);

    public async Task<string> ReadAsync(string path) => string.Join('\n', (await read(path)).Output);
}
