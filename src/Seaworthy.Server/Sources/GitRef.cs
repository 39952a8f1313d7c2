using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Sources;

/// <summary>A branch, a tag or a commit by its full id; empty for the repository's default branch. Follows the rules of <c>git check-ref-format</c>.</summary>
public sealed partial record GitRef
{
    private const int LongestName = 250;

    private GitRef(string name) => Name = name;

    /// <summary>The branch that the repository names as its <c>HEAD</c>.</summary>
    public static GitRef Default { get; } = new("");

    public string Name { get; }

    public bool IsDefault => Name.Length == 0;

    /// <summary>40 hexadecimal digits, or 64 in a SHA-256 repository.</summary>
    public bool IsCommit => GitCommit.IsFullId(Name);

    /// <summary>Reads what a person wrote; null and empty are <see cref="Default"/>.</summary>
    /// <param name="error">A sentence for that person, when the result is false.</param>
    public static bool TryParse(string? text, [NotNullWhen(true)] out GitRef? reference, [NotNullWhen(false)] out string? error)
    {
        reference = null;
        error = string.IsNullOrEmpty(text) ? null : Refusal(text);
        if (error is not null)
            return false;
        reference = string.IsNullOrEmpty(text) ? Default : new GitRef(text);
        return true;
    }

    public override string ToString() => IsDefault ? "the default branch" : Name;

    private static string? Refusal(string text) => text switch
    {
        { Length: > LongestName } => $"is longer than {LongestName} characters",
        _ when text.StartsWith('-') => "must not start with a dash",
        _ when Forbidden().IsMatch(text) => "is not the name of a branch or tag, nor a commit id",
        _ when text.Split('/').Any(part => part.Length == 0 || part.StartsWith('.') || part.EndsWith(".lock", StringComparison.Ordinal)) => "is not the name of a branch or tag, nor a commit id",
        _ => null,
    };

    [GeneratedRegex(@"[\x00-\x20\x7f-\x9f~^:?*\[\\]|\.\.|@\{|\.$|^@$|\p{C}|\p{Z}")]
    private static partial Regex Forbidden();
}
