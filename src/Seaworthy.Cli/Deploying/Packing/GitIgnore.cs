using System.Text.RegularExpressions;

namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>
/// The rules of one <c>.gitignore</c> file: the last line that matches decides, <c>!</c> takes something in again, and what lies in a
/// folder that is left out stays out.
/// </summary>
internal sealed class GitIgnore
{
    public const string FileName = ".gitignore";

    private readonly List<(Regex Path, bool IsNegated, bool FoldersOnly)> rules = [];

    /// <param name="folder">Where the file lies, as a path from the packed folder with a slash at its end; empty for that folder itself.</param>
    public GitIgnore(IEnumerable<string> lines, string folder)
    {
        foreach (var line in lines)
            Add(line, folder);
    }

    /// <summary>Null where no line speaks of the path.</summary>
    public bool? IsIgnored(string path, bool isFolder)
    {
        for (var at = rules.Count - 1; at >= 0; at--)
        {
            if ((isFolder || !rules[at].FoldersOnly) && rules[at].Path.IsMatch(path))
                return !rules[at].IsNegated;
        }
        return null;
    }

    private void Add(string line, string folder)
    {
        var pattern = line.TrimEnd('\r');
        // Spaces at the end count only where a backslash stands before them.
        if (!pattern.EndsWith("\\ ", StringComparison.Ordinal))
            pattern = pattern.TrimEnd(' ', '\t');
        if (pattern.Length == 0 || pattern[0] == '#')
            return;
        var isNegated = pattern[0] == '!';
        pattern = isNegated ? pattern[1..] : pattern;
        var foldersOnly = pattern.EndsWith('/');
        pattern = pattern.TrimEnd('/');
        if (pattern.Length == 0)
            return;
        var anywhere = !pattern.Contains('/', StringComparison.Ordinal);
        rules.Add((Glob.ToRegex(pattern.TrimStart('/'), anywhere, folder), isNegated, foldersOnly));
    }
}
