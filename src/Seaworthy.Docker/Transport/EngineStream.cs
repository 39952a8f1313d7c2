namespace Seaworthy.Docker.Transport;

/// <summary>
/// What the engine sends as it comes, and takes, if the connection was upgraded. Losing the engine in the middle is a
/// <see cref="DockerUnavailableException"/> here too; disposing it ends the request.
/// </summary>
internal sealed class EngineStream(string operation, Stream inner, IDisposable owner) : Stream
{
    public string Operation => operation;

    public string? ContentType { get; init; }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => inner.CanWrite;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await inner.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            throw Lost(lost);
        }
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await inner.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            throw Lost(lost);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

    public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

    public override void Flush() => inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            owner.Dispose();
        base.Dispose(disposing);
    }

    private DockerUnavailableException Lost(Exception lost) =>
        new(operation, $"the connection was lost ({lost.InnermostMessage()})", lost);
}
