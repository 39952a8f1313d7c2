namespace Seaworthy.Docker.Tests.Output;

/// <summary>Gives its bytes at most <paramref name="step"/> at a time, as a socket may.</summary>
internal sealed class DripStream(byte[] bytes, int step = 1) : MemoryStream(bytes, writable: false)
{
    /// <summary>The largest buffer that anybody brought.</summary>
    public int LargestBuffer { get; private set; }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        LargestBuffer = Math.Max(LargestBuffer, buffer.Length);
        return base.ReadAsync(buffer[..Math.Min(buffer.Length, step)], cancellationToken);
    }
}
