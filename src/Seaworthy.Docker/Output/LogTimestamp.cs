using System.Text;

namespace Seaworthy.Docker.Transport;

/// <summary>The timestamp that the engine puts before each log message: <c>2026-11-21T02:27:08.653947893Z text</c>.</summary>
internal static class LogTimestamp
{
    private const int Longest = 40;

    /// <summary>Takes the timestamp off; leaves as it is what has none.</summary>
    public static OutputFrame Split(OutputStream stream, ReadOnlyMemory<byte> bytes)
    {
        var space = bytes.Span[..Math.Min(bytes.Length, Longest)].IndexOf((byte)' ');
        return space > 0 && Moment.Parse(Encoding.ASCII.GetString(bytes.Span[..space])) is { } at
            ? new OutputFrame(stream, at, bytes[(space + 1)..])
            : new OutputFrame(stream, null, bytes);
    }
}
