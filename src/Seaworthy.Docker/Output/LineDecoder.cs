using System.Buffers;
using System.Text;

namespace Seaworthy.Docker;

/// <summary>
/// Puts frames together to lines of UTF-8, each stream by itself. It holds at most one line of bounded length per stream, whatever
/// a container writes; what is no UTF-8 becomes U+FFFD.
/// </summary>
/// <param name="maximumBytes">The longest line; the rest up to its end is dropped.</param>
public sealed class LineDecoder(int maximumBytes)
{
    /// <summary>As much as the engine itself keeps together in its log.</summary>
    public const int DefaultMaximumBytes = 16 * 1024;

    private readonly Dictionary<OutputStream, PartialLine> partials = [];

    /// <summary>The lines that this frame completes.</summary>
    public IReadOnlyList<OutputLine> Push(OutputFrame frame)
    {
        if (!partials.TryGetValue(frame.Stream, out var partial))
            partials[frame.Stream] = partial = new PartialLine(frame.Stream, maximumBytes);

        var lines = new List<OutputLine>();
        var rest = frame.Bytes.Span;
        while (rest.IndexOf((byte)'\n') is >= 0 and var end)
        {
            partial.Append(rest[..end], frame.At);
            lines.Add(partial.Take());
            rest = rest[(end + 1)..];
        }

        partial.Append(rest, frame.At);
        return lines;
    }

    /// <summary>The last lines, which have no end.</summary>
    public IReadOnlyList<OutputLine> Flush() =>
        [.. partials.Values.Where(partial => !partial.IsEmpty).Select(partial => partial.Take())];

    private sealed class PartialLine(OutputStream stream, int maximumBytes)
    {
        private readonly ArrayBufferWriter<byte> bytes = new();
        private DateTimeOffset? at;
        private bool truncated;

        public bool IsEmpty => bytes.WrittenCount == 0 && !truncated;

        public void Append(ReadOnlySpan<byte> more, DateTimeOffset? moment)
        {
            if (IsEmpty)
                at = moment;
            var room = maximumBytes - bytes.WrittenCount;
            if (more.Length > room)
            {
                truncated = true;
                more = more[..room];
            }

            bytes.Write(more);
        }

        public OutputLine Take()
        {
            var line = bytes.WrittenSpan;
            if (truncated)
                line = line[..WholeCharacters(line)];
            else if (line is [.., (byte)'\r'])
                line = line[..^1];

            var taken = new OutputLine(stream, at, Encoding.UTF8.GetString(line), truncated);
            bytes.ResetWrittenCount();
            (at, truncated) = (null, false);
            return taken;
        }

        /// <summary>The length without a last character that was cut in the middle.</summary>
        private static int WholeCharacters(ReadOnlySpan<byte> cut)
        {
            for (var back = 1; back <= Math.Min(4, cut.Length); back++)
            {
                var lead = cut[^back];
                if ((lead & 0b1100_0000) == 0b1000_0000)
                    continue;
                var needed = lead switch
                {
                    >= 0xF0 => 4,
                    >= 0xE0 => 3,
                    >= 0xC0 => 2,
                    _ => 1,
                };
                return needed > back ? cut.Length - back : cut.Length;
            }

            return cut.Length;
        }
    }
}
