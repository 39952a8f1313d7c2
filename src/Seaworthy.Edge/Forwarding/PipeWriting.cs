using System.Buffers.Text;
using System.IO.Pipelines;

namespace Seaworthy.Edge.Forwarding;

internal static class PipeWriting
{
    /// <summary>Like the framework's Write, which asks for memory without saying how much and then gets none from Kestrel.</summary>
    public static void Put(this PipeWriter writer, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
            return;
        bytes.CopyTo(writer.GetSpan(bytes.Length));
        writer.Advance(bytes.Length);
    }

    /// <summary>The line before a chunk: <c>1f4</c>, without a string of it.</summary>
    public static void PutChunkSize(this PipeWriter writer, int size)
    {
        const int longest = 8 + 2;
        var line = writer.GetSpan(longest);
        Utf8Formatter.TryFormat(size, line, out var digits, 'x');
        "\r\n"u8.CopyTo(line[digits..]);
        writer.Advance(digits + 2);
    }
}
