using System.Diagnostics.CodeAnalysis;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>Where an entry of an archive may lie: below the folder that it is unpacked into, and nowhere else.</summary>
public static class ArchivePath
{
    private const int LongestPath = 1000;
    private const int LongestName = 255;
    private const int Deepest = 64;

    /// <summary><c>./src//main.c</c> is <c>src/main.c</c>; empty is the folder itself.</summary>
    /// <param name="fault">What is wrong, to follow the entry's name.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out string? path, [NotNullWhen(false)] out string? fault)
    {
        var names = text.Split('/').Where(name => name is not ("" or ".")).ToList();
        fault = text switch
        {
            _ when text.StartsWith('/') => "is an absolute path",
            _ when names.Contains("..") => "leads out of the archive",
            _ when text.Any(char.IsControl) || text.Contains('\\', StringComparison.Ordinal) => "has a control character or a backslash in its name",
            _ when text.Length > LongestPath || names.Count > Deepest || names.Exists(name => System.Text.Encoding.UTF8.GetByteCount(name) > LongestName) => "has a name that is too long or too deep",
            _ => null,
        };
        path = fault is null ? string.Join('/', names) : null;
        return path is not null;
    }

    /// <summary>
    /// Whether a link may stay: it climbs first and descends then, and climbs no higher than the archive's root. A climb after a name
    /// could start from wherever another link leads, so there is none.
    /// </summary>
    public static bool StaysInside(string link, string target)
    {
        if (target.Length is 0 or > LongestPath || target.StartsWith('/') || target.Any(char.IsControl))
            return false;
        var climbs = 0;
        var descends = false;
        foreach (var name in target.Split('/').Where(name => name is not ("" or ".")))
        {
            if (name != "..")
                descends = true;
            else if (descends)
                return false;
            else
                climbs++;
        }
        return climbs <= link.Count(letter => letter == '/');
    }
}
