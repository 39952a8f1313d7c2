using System.Text.RegularExpressions;

namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>
/// The rules of <c>.dockerignore</c>: patterns count from the root, one that matches a folder speaks of everything in it, the last that
/// matches decides, and <c>!</c> takes something in again even out of a folder that is left out.
/// </summary>
internal sealed class DockerIgnore
{
    public const string FileName = ".dockerignore";

    private readonly List<(Regex Path, bool IsNegated)> rules = [];

    public DockerIgnore(IEnumerable<string> lines)
    {
        foreach (var line in lines.Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#'))
        {
            var isNegated = line[0] == '!';
            var pattern = (isNegated ? line[1..].Trim() : line).Trim('/');
            if (pattern.StartsWith("./", StringComparison.Ordinal))
                pattern = pattern[2..];
            if (pattern.Length > 0)
                rules.Add((Glob.ToRegex(pattern, anywhere: false, ""), isNegated));
        }
    }

    /// <summary>Whether a folder that is left out need not be looked into.</summary>
    public bool MayPrune => !rules.Any(rule => rule.IsNegated);

    public bool IsIgnored(string path)
    {
        var ignored = false;
        foreach (var (expression, isNegated) in rules)
        {
            if (ignored == isNegated && SelfAndParents(path).Any(expression.IsMatch))
                ignored = !isNegated;
        }
        return ignored;
    }

    private static IEnumerable<string> SelfAndParents(string path)
    {
        yield return path;
        for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            yield return path[..slash];
    }
}
