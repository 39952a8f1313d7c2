using System.Diagnostics.CodeAnalysis;

namespace Seaworthy.Server.Sources;

/// <summary>A path inside a checkout, with slashes: <c>services/api</c>; empty is the checkout itself. It cannot lead outside.</summary>
public sealed record SourcePath
{
    private const int LongestPath = 500;

    private SourcePath(string text) => Text = text;

    public static SourcePath Root { get; } = new("");

    public string Text { get; }

    /// <summary>Reads what a person wrote: <c>./a//b/</c> is <c>a/b</c>; null, <c>.</c> and <c>/</c> are the root.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out SourcePath? path, [NotNullWhen(false)] out string? error)
    {
        path = null;
        error = text switch
        {
            { Length: > LongestPath } => $"is longer than {LongestPath} characters",
            not null when text.Any(char.IsControl) || text.Contains('\\', StringComparison.Ordinal) => "must not contain backslashes or control characters",
            not null when text.Split('/').Contains("..") => "must stay inside the repository: .. is not allowed",
            not null when text.Split('/').Contains(".git") => "must not name the repository's own .git",
            _ => null,
        };
        if (error is not null)
            return false;
        path = new SourcePath(string.Join('/', (text ?? "").Split('/').Where(part => part is not ("" or "."))));
        return true;
    }

    public override string ToString() => Text;
}
