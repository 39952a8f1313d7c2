namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>One thing in a folder that is packed.</summary>
/// <param name="Path">From the folder, with slashes.</param>
public sealed record SourceEntry(string Path, FileSystemInfo Info)
{
    public bool IsFolder => Info is DirectoryInfo && Info.LinkTarget is null;
}

/// <summary>
/// A folder of source code, without what its ignore files leave out: every <c>.gitignore</c> in it and above it up to the repository's
/// root, and the <c>.dockerignore</c> in it. Version control's own folders are never packed.
/// </summary>
public sealed class SourceFolder
{
    private static readonly HashSet<string> never = [".git", ".hg", ".svn", ".DS_Store"];

    private readonly DirectoryInfo root;
    private readonly DockerIgnore docker;
    private readonly List<(GitIgnore Rules, string From)> above = [];
    private readonly HashSet<string> keptForTheServer;

    /// <param name="dockerfile">Never left out, whatever .dockerignore says of it.</param>
    public SourceFolder(string path, string? dockerfile = null)
    {
        root = new DirectoryInfo(path);
        var ignoreFile = Path.Combine(root.FullName, DockerIgnore.FileName);
        docker = new DockerIgnore(File.Exists(ignoreFile) ? File.ReadLines(ignoreFile) : []);
        // The server reads these before the build does.
        keptForTheServer = [DockerIgnore.FileName, "Procfile", dockerfile ?? "Dockerfile"];
        ReadAbove();
    }

    /// <summary>Links that lead out of the folder, which are not packed; known once all entries were read.</summary>
    public List<string> LeftOutLinks { get; } = [];

    /// <summary>Sorted by path, folders before what is in them.</summary>
    public IEnumerable<SourceEntry> Entries() => In(root, "", []);

    private IEnumerable<SourceEntry> In(DirectoryInfo folder, string prefix, IReadOnlyList<GitIgnore> rules)
    {
        var own = Path.Combine(folder.FullName, GitIgnore.FileName);
        if (File.Exists(own))
            rules = [.. rules, new GitIgnore(File.ReadLines(own), prefix)];
        foreach (var info in folder.EnumerateFileSystemInfos().OrderBy(info => info.Name, StringComparer.Ordinal))
        {
            var entry = new SourceEntry(prefix + info.Name, info);
            if (never.Contains(info.Name) || IsGitIgnored(entry, rules))
                continue;
            var isDockerIgnored = docker.IsIgnored(entry.Path) && !keptForTheServer.Contains(entry.Path);
            if (entry.IsFolder)
            {
                if (isDockerIgnored && docker.MayPrune)
                    continue;
                if (!isDockerIgnored)
                    yield return entry;
                foreach (var inner in In((DirectoryInfo)info, $"{entry.Path}/", rules))
                    yield return inner;
            }
            else if (!isDockerIgnored && IsPackable(entry))
                yield return entry;
        }
    }

    private bool IsGitIgnored(SourceEntry entry, IReadOnlyList<GitIgnore> rules)
    {
        for (var at = rules.Count - 1; at >= 0; at--)
        {
            if (rules[at].IsIgnored(entry.Path, entry.IsFolder) is { } ignored)
                return ignored;
        }
        foreach (var (rule, from) in above)
        {
            if (rule.IsIgnored(from + entry.Path, entry.IsFolder) is { } ignored)
                return ignored;
        }
        return false;
    }

    /// <summary>Files, and links that stay inside; no sockets, pipes or devices.</summary>
    private bool IsPackable(SourceEntry entry)
    {
        if (entry.Info.LinkTarget is { } target)
        {
            if (StaysInside(entry.Path, target))
                return true;
            LeftOutLinks.Add(entry.Path);
            return false;
        }
        return FileKind.IsRegular(entry.Info.FullName);
    }

    private static bool StaysInside(string path, string target)
    {
        if (Path.IsPathRooted(target))
            return false;
        var depth = path.Count(character => character == '/');
        foreach (var part in target.Split('/'))
        {
            depth += part switch { ".." => -1, "" or "." => 0, _ => 1 };
            if (depth < 0)
                return false;
        }
        return true;
    }

    /// <summary>The nearest folder above speaks first.</summary>
    private void ReadAbove()
    {
        var from = "";
        for (var folder = root; folder is not null && !Directory.Exists(Path.Combine(folder.FullName, ".git")); folder = folder.Parent)
        {
            from = $"{folder.Name}/{from}";
            if (folder.Parent is not { } parent)
            {
                // No repository: files above are none of its business.
                above.Clear();
                return;
            }
            var file = Path.Combine(parent.FullName, GitIgnore.FileName);
            if (File.Exists(file))
                above.Add((new GitIgnore(File.ReadLines(file), ""), from));
        }
    }
}
