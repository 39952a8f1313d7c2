using System.Text.RegularExpressions;

namespace Seaworthy.Server.Sources.Submodules;

/// <summary>A repository inside a repository, at one commit.</summary>
/// <param name="Path">Where it lies in the parent: of the parent's own tree.</param>
/// <param name="Url">As <c>.gitmodules</c> has it: absolute, or relative to the parent's.</param>
internal sealed partial record Submodule(string Path, string Commit, string Url)
{
    private const string LinkMode = "160000 commit ";

    /// <summary>Paths and commits of a listing of <c>git ls-tree -r</c>.</summary>
    public static IReadOnlyList<(string Path, string Commit)> Links(IEnumerable<string> listing) =>
        [.. listing.Where(line => line.StartsWith(LinkMode, StringComparison.Ordinal)).Select(line => line[LinkMode.Length..].Split('\t', 2)).Where(parts => parts.Length == 2).Select(parts => (parts[1], parts[0]))];

    /// <summary>URLs by path, of lines such as <c>submodule.NAME.path lib/x</c>, <c>submodule.NAME.url ../x.git</c>.</summary>
    public static IReadOnlyDictionary<string, string> Urls(IEnumerable<string> lines)
    {
        var settings = lines.Select(line => Setting().Match(line)).Where(match => match.Success)
            .ToLookup(match => match.Groups["name"].Value, match => (Key: match.Groups["key"].Value, Value: match.Groups["value"].Value), StringComparer.Ordinal);
        var urls = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var module in settings)
        {
            // Of several settings of one name git takes the last.
            if (module.LastOrDefault(setting => setting.Key == "path").Value is { } path && module.LastOrDefault(setting => setting.Key == "url").Value is { } url)
                urls[path] = url;
        }
        return urls;
    }

    [GeneratedRegex(@"^submodule\.(?<name>.+)\.(?<key>path|url) (?<value>.*)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Setting();
}
