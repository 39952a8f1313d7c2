using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Domains;

/// <summary>The path under which an app answers at a host, whole segments: <c>/</c>, <c>/api</c>, <c>/shop/v2</c>; without a final slash.</summary>
public readonly partial record struct PathPrefix
{
    public const string Root = "/";
    private const int Longest = 200;

    private PathPrefix(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    /// <param name="text">Null or empty: the root.</param>
    /// <param name="fault">Continues the field's name: "must be …".</param>
    public static bool TryParse(string? text, out PathPrefix prefix, [NotNullWhen(false)] out string? fault)
    {
        prefix = new PathPrefix(text?.TrimEnd('/') is { Length: > 0 } path ? path : Root);
        fault = prefix.Value switch
        {
            { Length: > Longest } => $"is longer than {Longest} characters",
            ['/', ..] and var value when value == Root || (Shape().IsMatch(value) && !value.Split('/').Any(segment => segment is "." or "..")) => null,
            _ => "must be a plain path that begins with a slash, such as /api",
        };
        return fault is null;
    }

    [GeneratedRegex(@"\A(?:/[A-Za-z0-9._~!$&'()*+,;=:@-]+)+\z")]
    private static partial Regex Shape();
}
