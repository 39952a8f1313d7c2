using System.Runtime.CompilerServices;
using Seaworthy.Docker.Transport;

namespace Seaworthy.Docker;

/// <summary>
/// The streams of a process: what it writes, to be read once, and what it reads, to be written. Disposing them lets go of the
/// process, which goes on.
/// </summary>
/// <param name="operation">What the streams are for, as the end of "Docker could not …".</param>
/// <param name="connection">Raw bytes with a terminal, the engine's frames without; written to, the process's stdin.</param>
/// <param name="closeInput">Ends what is written while what is read goes on.</param>
public sealed class ProcessStreams(string operation, Stream connection, bool tty, Action closeInput) : IAsyncDisposable
{
    /// <summary>Until the process has closed its output.</summary>
    /// <exception cref="DockerUnavailableException">The engine went away.</exception>
    public async IAsyncEnumerable<OutputFrame> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (tty)
        {
            await foreach (var bytes in TerminalReader.ReadAsync(connection, cancellationToken))
                yield return new OutputFrame(OutputStream.Terminal, null, bytes);
        }
        else
        {
            await foreach (var piece in FrameReader.ReadAsync(connection, operation, cancellationToken))
                yield return new OutputFrame(piece.Stream, null, piece.Bytes);
        }
    }

    /// <exception cref="DockerUnavailableException">The process has ended or the engine went away.</exception>
    public async Task WriteAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        await connection.WriteAsync(input, cancellationToken);
        await connection.FlushAsync(cancellationToken);
    }

    /// <summary>End of input: the process sees the end of its stdin, and its output goes on. With a terminal send Ctrl-D instead.</summary>
    public void CloseInput() => closeInput();

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
