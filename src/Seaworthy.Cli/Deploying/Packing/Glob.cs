using System.Text;
using System.Text.RegularExpressions;

namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>A pattern such as <c>src/**/*.log</c> as an expression over paths with slashes.</summary>
internal static class Glob
{
    /// <param name="pattern">Without a leading slash.</param>
    /// <param name="anywhere">It may begin in any folder.</param>
    /// <param name="prefix">The folder that it counts in, with a slash at its end; empty for the root.</param>
    public static Regex ToRegex(string pattern, bool anywhere, string prefix)
    {
        var expression = new StringBuilder("^").Append(Regex.Escape(prefix));
        if (anywhere)
            expression.Append("(?:.*/)?");
        for (var at = 0; at < pattern.Length; at++)
            at = Translate(pattern, at, expression);
        return new Regex(expression.Append('$').ToString(), RegexOptions.CultureInvariant | RegexOptions.Singleline);
    }

    /// <returns>The last character that was read.</returns>
    private static int Translate(string pattern, int at, StringBuilder expression)
    {
        var rest = pattern.AsSpan(at);
        switch (pattern[at])
        {
            case '*' when rest.StartsWith("**/"):
                expression.Append("(?:.*/)?");
                return at + 2;
            case '*' when rest.StartsWith("**"):
                expression.Append(".*");
                return at + 1;
            case '*':
                expression.Append("[^/]*");
                return at;
            case '?':
                expression.Append("[^/]");
                return at;
            case '[' when pattern.IndexOf(']', Math.Min(pattern.Length, at + 2)) is > 0 and var end:
                var set = pattern[(at + 1)..end];
                var isNegated = set is ['!' or '^', ..];
                expression.Append(isNegated ? "(?!/)[^" : "[").Append((isNegated ? set[1..] : set).Replace("\\", "\\\\", StringComparison.Ordinal).Replace("[", "\\[", StringComparison.Ordinal)).Append(']');
                return end;
            case '\\' when at + 1 < pattern.Length:
                expression.Append(Regex.Escape(pattern[at + 1].ToString()));
                return at + 1;
            default:
                expression.Append(Regex.Escape(pattern[at].ToString()));
                return at;
        }
    }
}
