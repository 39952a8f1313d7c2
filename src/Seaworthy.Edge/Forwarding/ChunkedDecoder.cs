using System.Buffers.Text;

namespace Seaworthy.Edge.Forwarding;

/// <summary>
/// Follows <c>5;ext\r\nhello\r\n0\r\nTrailer: x\r\n\r\n</c> through pieces of any size. Each step takes some bytes and tells what
/// they were.
/// </summary>
internal sealed class ChunkedDecoder
{
    /// <summary>Of a size line or a trailer line, of all trailers together.</summary>
    private const int MaxLine = 16 * 1024;

    private Expect expect;
    private long remaining;
    private int trailerBytes;
    private List<(string Name, string Value)>? trailers;

    private enum Expect
    {
        Size,
        Data,
        EndOfData,
        Trailer,
        Nothing,
    }

    public bool IsComplete => expect == Expect.Nothing;

    public IReadOnlyList<(string Name, string Value)> Trailers => trailers ?? [];

    /// <param name="used">How many bytes the step took; 0: it needs more than these.</param>
    /// <returns>Data of the body, mostly empty after a step that was not over data.</returns>
    /// <exception cref="BadResponseException"/>
    public ReadOnlySpan<byte> Step(ReadOnlySpan<byte> bytes, out int used)
    {
        if (expect == Expect.Data)
        {
            used = (int)Math.Min(remaining, bytes.Length);
            remaining -= used;
            if (remaining == 0)
                expect = Expect.EndOfData;
            return bytes[..used];
        }
        if (!TryTakeLine(bytes, out var line, out used))
            return [];
        switch (expect)
        {
            case Expect.Size:
                remaining = ParseSize(line);
                expect = remaining == 0 ? Expect.Trailer : Expect.Data;
                break;
            case Expect.EndOfData when line.IsEmpty:
                expect = Expect.Size;
                break;
            case Expect.Trailer when line.IsEmpty:
                expect = Expect.Nothing;
                break;
            case Expect.Trailer when (trailerBytes += used) <= MaxLine:
                AddTrailer(line);
                break;
            case Expect.Trailer:
                throw new BadResponseException("too long trailers");
            default:
                throw new BadResponseException("a chunk that is longer than it says");
        }
        return [];
    }

    private static bool TryTakeLine(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> line, out int used)
    {
        var end = bytes.IndexOf((byte)'\n');
        used = end + 1;
        line = end < 0 ? [] : bytes[..end];
        if (line is [.., (byte)'\r'])
            line = line[..^1];
        if (end < 0 && bytes.Length > MaxLine)
            throw new BadResponseException("an endless line between its chunks");
        return end >= 0;
    }

    private static long ParseSize(ReadOnlySpan<byte> line)
    {
        var semicolon = line.IndexOf((byte)';');
        var digits = (semicolon < 0 ? line : line[..semicolon]).Trim(" \t"u8);
        if (digits.Length is 0 or > 15 || !Utf8Parser.TryParse(digits, out long size, out var count, 'x') || count != digits.Length || size < 0)
            throw new BadResponseException("a chunk without a size");
        return size;
    }

    private void AddTrailer(ReadOnlySpan<byte> line)
    {
        var colon = line.IndexOf((byte)':');
        if (colon <= 0 || line.ContainsAnyInRange((byte)0, (byte)8) || line.ContainsAnyInRange((byte)10, (byte)31))
            throw new BadResponseException("a trailer that is none");
        var name = HeaderText.Name(line[..colon]);
        if (HeaderNames.MayBeTrailer(name))
            (trailers ??= []).Add((name, HeaderText.Value(line[(colon + 1)..].Trim(" \t"u8))));
    }
}
