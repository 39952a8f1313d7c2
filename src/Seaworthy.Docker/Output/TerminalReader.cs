using System.Runtime.CompilerServices;

namespace Seaworthy.Docker.Transport;

/// <summary>Reads the raw output of a terminal, which has no frames.</summary>
internal static class TerminalReader
{
    private const int LargestPiece = 16 * 1024;

    /// <summary>Whatever has come, as it comes.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[LargestPiece];
        while (await source.ReadAsync(buffer, cancellationToken) is > 0 and var got)
            yield return buffer.AsSpan(0, got).ToArray();
    }

    /// <summary>
    /// Line by line, each with its end, so that a timestamp is at the beginning of each. The engine's log holds whole lines only, so
    /// nothing waits for long; what is longer than <see cref="FrameReader.LargestPiece"/> comes in pieces.
    /// </summary>
    public static async IAsyncEnumerable<FramePiece> ReadLinesAsync(
        Stream source, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var line = new MemoryStream();
        var startsLine = true;
        await foreach (var piece in ReadAsync(source, cancellationToken))
        {
            for (var rest = piece; rest.Length > 0;)
            {
                var end = rest.Span.IndexOf((byte)'\n') + 1;
                var part = end == 0 ? rest : rest[..end];
                line.Write(part.Span);
                rest = rest[part.Length..];
                if (end == 0 && line.Length < FrameReader.LargestPiece)
                    continue;
                yield return new FramePiece(OutputStream.Terminal, line.ToArray(), startsLine);
                line.SetLength(0);
                startsLine = end > 0;
            }
        }

        if (line.Length > 0)
            yield return new FramePiece(OutputStream.Terminal, line.ToArray(), startsLine);
    }
}
