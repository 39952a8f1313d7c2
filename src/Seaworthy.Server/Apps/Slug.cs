using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Apps;

/// <summary>An app's name in its address: 1–40 of <c>[a-z0-9-]</c>, not beginning or ending with a hyphen.</summary>
public readonly partial record struct Slug
{
    /// <summary>Names that the platform itself answers to, now or later.</summary>
    private static readonly HashSet<string> Reserved = new(StringComparer.Ordinal)
    {
        "admin", "api", "app", "auth", "dashboard", "edge", "health", "localhost", "metrics", "sea", "seaworthy", "setup", "static", "status", "webhooks", "ws", "www",
    };

    private Slug(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    public static bool TryParse(string? text, out Slug slug, [NotNullWhen(false)] out string? fault)
    {
        slug = default;
        fault = text switch
        {
            null or "" => "is required",
            { Length: > 40 } => "is longer than 40 characters",
            _ when !Shape().IsMatch(text) => "may hold only a–z, 0–9 and hyphens, and must begin and end with a letter or digit",
            _ when Reserved.Contains(text) => $"'{text}' is reserved",
            _ when Preview().IsMatch(text) => "may not begin with 'pr-<number>-': that is how previews are named",
            _ => null,
        };
        if (fault is not null)
            return false;
        slug = new Slug(text!);
        return true;
    }

    /// <summary>A slug from a name: <c>Café N° 1!</c> becomes <c>cafe-n-1</c>.</summary>
    /// <param name="fault">As the continuation of the name's field: why none can be made from it.</param>
    public static bool TryMake(string name, out Slug slug, [NotNullWhen(false)] out string? fault)
    {
        var hyphenated = NotAllowed().Replace(PlainLetters.Of(name), "-").Trim('-');
        if (hyphenated.Length == 0)
        {
            slug = default;
            fault = "holds no Latin letter or digit that an address could be made of";
            return false;
        }
        if (TryParse(hyphenated.Length <= 40 ? hyphenated : hyphenated[..40].TrimEnd('-'), out slug, out fault))
            return true;
        fault = $"makes an address that cannot be: it {fault}";
        return false;
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\z")]
    private static partial Regex Shape();

    [GeneratedRegex(@"\Apr-[0-9]+-")]
    private static partial Regex Preview();

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotAllowed();
}
