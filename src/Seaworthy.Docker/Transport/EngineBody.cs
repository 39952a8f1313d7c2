namespace Seaworthy.Docker.Transport;

/// <summary>
/// The body of one answer, read as it comes. Losing the engine in the middle is a
/// <see cref="DockerUnavailableException"/> here too; disposing it ends the request.
/// </summary>
internal sealed class EngineBody(string operation, HttpResponseMessage response, Stream body) : Stream
{
    public string Operation => operation;

    public string? ContentType => response.Content.Headers.ContentType?.MediaType;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public System.Net.Http.Headers.HttpResponseHeaders Headers => response.Headers;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (Exception lost) when (lost is IOException or HttpRequestException)
        {
            throw new DockerUnavailableException(operation, $"the connection was lost ({lost.InnermostMessage()})", lost);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => body.Read(buffer, offset, count);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            response.Dispose();
        base.Dispose(disposing);
    }
}
