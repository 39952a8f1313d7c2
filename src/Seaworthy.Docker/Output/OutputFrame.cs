namespace Seaworthy.Docker;

public enum OutputStream
{
    Stdout,
    Stderr,

    /// <summary>Both at once, as a terminal shows them.</summary>
    Terminal,
}

/// <summary>A piece of output as the engine gave it: often a line, but it may be several, a part of one, or half a character.</summary>
/// <param name="At">When the engine took it from the container, to 100 ns; only in logs asked for with timestamps.</param>
public readonly record struct OutputFrame(OutputStream Stream, DateTimeOffset? At, ReadOnlyMemory<byte> Bytes);

/// <summary>A line of output, without its end.</summary>
/// <param name="At">Of the line's first frame.</param>
/// <param name="Truncated">The line was longer than allowed; the rest of it has been dropped.</param>
public sealed record OutputLine(OutputStream Stream, DateTimeOffset? At, string Text, bool Truncated);
