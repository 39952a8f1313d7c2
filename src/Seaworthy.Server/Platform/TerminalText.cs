using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Platform;

/// <summary>Output of apps and builds may hold anything: what is shown must not move a terminal's cursor or set its title.</summary>
public static partial class TerminalText
{
    private const char Escape = '\x1b';
    private static readonly SearchValues<char> ColourParameters = SearchValues.Create("0123456789;:");

    /// <summary>Without escape sequences and control characters; tabs and line ends stay.</summary>
    public static string Plain(string text) => Controls().Replace(Escapes().Replace(text, ""), "");

    /// <summary>
    /// One line: keeps tabs, printable characters and SGR sequences (<c>ESC [ 1 ; 31 m</c>). After a carriage return only what was
    /// written last remains, as on a terminal.
    /// </summary>
    public static string Coloured(string line)
    {
        line = LastOverwrite(line);
        if (!line.AsSpan().ContainsAnyInRange('\0', '\x1f') && !line.AsSpan().ContainsAnyInRange('\x7f', '\x9f'))
            return line;
        var clean = new StringBuilder(line.Length);
        for (var at = 0; at < line.Length;)
        {
            if (line[at] == Escape)
            {
                var end = EndOfSequence(line, at);
                if (IsColour(line.AsSpan(at, end - at)))
                    clean.Append(line, at, end - at);
                at = end;
                continue;
            }
            if (line[at] == '\t' || !char.IsControl(line[at]))
                clean.Append(line[at]);
            at++;
        }
        return clean.ToString();
    }

    private static string LastOverwrite(string line)
    {
        line = line.TrimEnd('\r');
        return line[(line.LastIndexOf('\r') + 1)..];
    }

    private static int EndOfSequence(string line, int at)
    {
        var next = at + 1;
        if (next >= line.Length)
            return next;
        switch (line[next])
        {
            // CSI: parameters and intermediates up to a final byte.
            case '[':
                for (next++; next < line.Length; next++)
                {
                    if (line[next] is >= '@' and <= '~')
                        return next + 1;
                }
                return next;

            // OSC, DCS, SOS, PM, APC: text up to BEL or ESC \.
            case ']' or 'P' or 'X' or '^' or '_':
                for (next++; next < line.Length; next++)
                {
                    if (line[next] == '\a')
                        return next + 1;
                    if (line[next] == Escape)
                        return Math.Min(next + 2, line.Length);
                }
                return next;

            default:
                return next + 1;
        }
    }

    private static bool IsColour(ReadOnlySpan<char> sequence) =>
        sequence.Length >= 3 && sequence[1] == '[' && sequence[^1] == 'm' && !sequence[2..^1].ContainsAnyExcept(ColourParameters);

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|[@-Z\\-_])")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[\x00-\x08\x0B-\x1F\x7F\x80-\x9F]")]
    private static partial Regex Controls();
}
