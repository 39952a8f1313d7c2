using System.Buffers;
using System.Text;

namespace Seaworthy.Cli.Output;

/// <summary>
/// Makes text of others harmless for a terminal: colours (SGR, <c>ESC [ 1 ; 31 m</c>) may stay; what moves the cursor, sets titles, writes
/// to the clipboard or reverses the direction of reading is taken out.
/// </summary>
public static class SafeText
{
    private const char Escape = '\e';

    private static readonly SearchValues<char> parts = SearchValues.Create("0123456789;:");

    public static string Clean(string text, bool keepColours)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.Any(IsHidden))
            return text;
        var clean = new StringBuilder(text.Length);
        var coloured = false;
        for (var at = 0; at < text.Length; at++)
        {
            var character = text[at];
            if (character == Escape)
            {
                var end = EndOfSequence(text, at);
                if (keepColours && IsColour(text.AsSpan(at, end - at)))
                {
                    clean.Append(text, at, end - at);
                    coloured = true;
                }
                at = end - 1;
            }
            else if (character == '\t' || (!char.IsControl(character) && !IsHidden(character)))
                clean.Append(character);
        }
        if (coloured)
            clean.Append("\e[0m");
        return clean.ToString();
    }

    /// <summary>One past the last character of the sequence that begins at <paramref name="start"/>.</summary>
    private static int EndOfSequence(string text, int start)
    {
        if (start + 1 >= text.Length)
            return text.Length;
        var at = start + 2;
        switch (text[start + 1])
        {
            // CSI: parameters, then one letter.
            case '[':
                while (at < text.Length && text[at] is >= ' ' and <= '?')
                    at++;
                return Math.Min(text.Length, at + 1);
            // OSC, DCS, SOS, PM, APC: up to BEL or ESC \.
            case ']' or 'P' or 'X' or '^' or '_':
                while (at < text.Length && text[at] is not ('\a' or Escape))
                    at++;
                if (at < text.Length && text[at] == Escape)
                    return Math.Min(text.Length, at + 2);
                return Math.Min(text.Length, at + 1);
            // ESC ( B and the like: intermediates, then one character.
            default:
                at = start + 1;
                while (at < text.Length && text[at] is >= ' ' and <= '/')
                    at++;
                return Math.Min(text.Length, at + 1);
        }
    }

    private static bool IsColour(ReadOnlySpan<char> sequence) =>
        sequence is [Escape, '[', .. var parameters, 'm'] && !parameters.ContainsAnyExcept(parts);

    /// <summary>C1 controls, and marks that reverse what is read.</summary>
    private static bool IsHidden(char character) => character is (>= '\u007f' and <= '\u009f') or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
