using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Platform;

/// <summary>
/// A public host name as it stands in certificates and in the edge's table: lower case, in punycode, of at least two labels, without
/// port and final dot. <c>Bücher.Example.</c> is <c>xn--bcher-kva.example</c>.
/// </summary>
public readonly partial record struct HostName
{
    private const int Longest = 253;

    private static readonly IdnMapping Idn = new() { AllowUnassigned = false, UseStd3AsciiRules = true };

    private HostName(string value) => Value = value;

    public string Value { get; }

    public override string ToString() => Value;

    public bool IsBelow(string domain) => Value.EndsWith($".{domain}", StringComparison.Ordinal);

    /// <param name="fault">Continues the field's name: "must be …".</param>
    public static bool TryParse(string? text, out HostName host, [NotNullWhen(false)] out string? fault)
    {
        host = default;
        fault = FaultOfForm(text);
        if (fault is not null)
            return false;
        var ascii = ToAscii(text!);
        fault = ascii is null ? "is not a host name: each part may hold letters, digits and inner hyphens" : FaultOfName(ascii);
        if (fault is not null)
            return false;
        host = new HostName(ascii!);
        return true;
    }

    private static string? FaultOfForm(string? text) => text switch
    {
        null or "" => "is required",
        { Length: > 2 * Longest } => "is too long for a host name",
        _ when text.Contains("://", StringComparison.Ordinal) => "must be a host name alone, without http:// or https://",
        _ when text.StartsWith("*.", StringComparison.Ordinal) => "must not be a wildcard: its certificate could not be fetched without access to the domain's DNS; add each host by itself",
        _ when IPAddress.TryParse(text.Trim('[', ']'), out _) => "must be a name, not an IP address",
        _ when text.Contains('/', StringComparison.Ordinal) => "must be a host name alone; a path goes into path_prefix",
        _ when text.Contains(':', StringComparison.Ordinal) => "must be without a port",
        // Without ICU nothing here composes them, and uncomposed they are another name.
        _ when text.Any(letter => letter is >= '\u0300' and <= '\u036F') => "holds an accent apart from its letter: write both as one letter, or the name as xn--…",
        _ => null,
    };

    private static string? FaultOfName(string ascii) => ascii switch
    {
        { Length: > Longest } => $"is longer than {Longest} characters",
        _ when !Shape().IsMatch(ascii) => "is not a host name: each part may hold 1 to 63 letters, digits and inner hyphens",
        _ when !ascii.Contains('.', StringComparison.Ordinal) => "must be a full name with a dot, such as www.example.com",
        _ when Numeric().IsMatch(ascii) => "must not end with a number",
        _ => null,
    };

    private static string? ToAscii(string text)
    {
        try
        {
            // Names are the same in any case; punycode is not.
            var name = text.ToLowerInvariant();
            var ascii = Idn.GetAscii(name.EndsWith('.') ? name[..^1] : name);
            // Throws where a label calls itself punycode and is none.
            _ = Idn.GetUnicode(ascii);
            return ascii;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*\z")]
    private static partial Regex Shape();

    [GeneratedRegex(@"(?:\A|\.)[0-9]+\z")]
    private static partial Regex Numeric();
}
