namespace Seaworthy.Docker.Tests.Output;

/// <summary>Gives its bytes at most <paramref name="step"/> at a time, as a socket may.</summary>
internal sealed class DripStream(byte[] bytes, int step = 1) : MemoryStream(bytes, writable: false)
{
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        base.ReadAsync(buffer[..Math.Min(buffer.Length, step)], cancellationToken);
}
