using System.Text;

namespace Seaworthy.Server.Platform.Processes;

/// <summary>Turns bytes that arrive in any portions into lines; the rest of a line that is too long is dropped and marked.</summary>
/// <param name="longestLine">In bytes.</param>
public sealed class LineSplitter(int longestLine)
{
    /// <summary>What people are shown.</summary>
    public const int LongestLine = 16 * 1024;

    private const string Cut = " … (cut)";
    private byte[] line = new byte[Math.Min(longestLine, LongestLine)];
    private int length;
    private bool overflown;

    /// <summary>The lines that <paramref name="bytes"/> completes.</summary>
    public IReadOnlyList<string> Add(ReadOnlySpan<byte> bytes)
    {
        List<string>? lines = null;
        while (!bytes.IsEmpty)
        {
            var end = bytes.IndexOf((byte)'\n');
            Append(end < 0 ? bytes : bytes[..end]);
            if (end < 0)
                break;
            (lines ??= []).Add(Take());
            bytes = bytes[(end + 1)..];
        }
        return lines ?? [];
    }

    /// <summary>A last line that no newline ended, or null.</summary>
    public string? Finish() => length > 0 ? Take() : null;

    private void Append(ReadOnlySpan<byte> bytes)
    {
        var fitting = Math.Min(bytes.Length, longestLine - length);
        if (length + fitting > line.Length)
            Array.Resize(ref line, Math.Min(longestLine, Math.Max(line.Length * 2, length + fitting)));
        bytes[..fitting].CopyTo(line.AsSpan(length));
        length += fitting;
        overflown |= fitting < bytes.Length;
    }

    private string Take()
    {
        var text = TerminalText.Coloured(Encoding.UTF8.GetString(line, 0, length));
        if (overflown)
            text += Cut;
        length = 0;
        overflown = false;
        return text;
    }
}
