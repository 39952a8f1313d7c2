using System.Runtime.CompilerServices;

namespace Seaworthy.Docker;

public static class OutputLines
{
    /// <summary>The frames as lines, as they complete; the last one even if it has no end. See <see cref="LineDecoder"/>.</summary>
    public static async IAsyncEnumerable<OutputLine> ToLinesAsync(
        this IAsyncEnumerable<OutputFrame> frames, int maximumBytes, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var decoder = new LineDecoder(maximumBytes);
        await foreach (var frame in frames.WithCancellation(cancellationToken))
        {
            foreach (var line in decoder.Push(frame))
                yield return line;
        }

        foreach (var line in decoder.Flush())
            yield return line;
    }
}
