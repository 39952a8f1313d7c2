using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;

namespace Seaworthy.Docker.Transport;

/// <summary>A piece of a frame's payload.</summary>
/// <param name="StartsFrame">A frame that is larger than <see cref="FrameReader.LargestPiece"/> comes in several pieces.</param>
internal readonly record struct FramePiece(OutputStream Stream, ReadOnlyMemory<byte> Bytes, bool StartsFrame);

/// <summary>
/// Reads the engine's multiplexed stream: frames of an 8-byte header (stream 0–3, three zeros, big-endian length) and a payload.
/// What a header claims is never allocated at once.
/// </summary>
internal static class FrameReader
{
    public const int LargestPiece = 64 * 1024;
    private const int HeaderLength = 8;

    // The engine's own error, sent in place of output.
    private const byte SystemError = 3;

    /// <exception cref="DockerException">The engine sent an error in place of output, or the stream is not multiplexed.</exception>
    /// <exception cref="DockerUnavailableException">The stream ended in the middle of a frame.</exception>
    public static async IAsyncEnumerable<FramePiece> ReadAsync(
        Stream source, string operation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var header = new byte[HeaderLength];
        while (true)
        {
            var got = await source.ReadAtLeastAsync(header, HeaderLength, throwOnEndOfStream: false, cancellationToken);
            if (got == 0)
                yield break;
            if (got < HeaderLength)
                throw Cut(operation);
            if (header is not [<= SystemError, 0, 0, 0, ..])
                throw new DockerException(operation, null, "the output is not in the engine's frames");

            long left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
            var startsFrame = true;
            while (left > 0)
            {
                var piece = new byte[Math.Min(left, LargestPiece)];
                got = await source.ReadAtLeastAsync(piece, piece.Length, throwOnEndOfStream: false, cancellationToken);
                if (header[0] == SystemError)
                    throw new DockerException(operation, null, Encoding.UTF8.GetString(piece, 0, got).Trim());
                if (got > 0)
                    yield return new FramePiece(header[0] == 2 ? OutputStream.Stderr : OutputStream.Stdout, piece.AsMemory(0, got), startsFrame);
                if (got < piece.Length)
                    throw Cut(operation);
                left -= got;
                startsFrame = false;
            }
        }
    }

    private static DockerUnavailableException Cut(string operation) => new(operation, "the output ended in the middle of a frame");
}
