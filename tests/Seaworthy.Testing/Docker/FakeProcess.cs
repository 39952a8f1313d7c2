using System.Buffers.Binary;
using System.IO.Pipelines;
using System.Text;
using Seaworthy.Docker;

namespace Seaworthy.Testing.Docker;

/// <summary>A process that somebody is attached to: its side of the streams.</summary>
public sealed class FakeProcess
{
    private readonly Pipe input = new();
    private readonly Pipe output = new();

    internal FakeProcess(IReadOnlyList<string> command, bool tty, TerminalSize? size)
    {
        Command = command;
        Tty = tty;
        Size = size;
        Input = input.Reader.AsStream();
    }

    public IReadOnlyList<string> Command { get; }

    public bool Tty { get; }

    /// <summary>Of its terminal; null until it was set.</summary>
    public TerminalSize? Size { get; internal set; }

    /// <summary>What is written to it, until the end of input.</summary>
    public Stream Input { get; }

    public async Task WriteAsync(string text, OutputStream stream, CancellationToken cancellationToken)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        if (!Tty)
        {
            var header = new byte[8];
            header[0] = (byte)(stream == OutputStream.Stderr ? 2 : 1);
            BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(4), (uint)bytes.Length);
            bytes = [.. header, .. bytes];
        }

        await output.Writer.WriteAsync(bytes, cancellationToken);
    }

    internal void CloseOutput() => output.Writer.Complete();

    /// <summary>The other side.</summary>
    internal ProcessStreams Connect(string description) => new(
        description, new FakeConnection(output.Reader.AsStream(), input.Writer.AsStream()), Tty, () => input.Writer.Complete());
}
