using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http.Features;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding;

/// <summary>A request's body on its way from the client to an instance.</summary>
internal sealed class RequestBody
{
    private readonly HttpContext http;
    private readonly AppCounts counts;
    private readonly bool isChunked;
    private readonly long? length;
    private readonly TaskCompletionSource? mayStart;

    public RequestBody(HttpContext http, AppCounts counts)
    {
        this.http = http;
        this.counts = counts;
        length = http.Request.ContentLength;
        // HTTP/2 needs no header to announce a body.
        isChunked = http.Request.Headers.TransferEncoding.Count > 0
            || length is null && !HttpProtocol.IsHttp11(http.Request.Protocol) && http.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true };
        IsSent = !isChunked && length is null or 0;
        if (!IsSent && http.Request.Headers.Expect is ["100-continue"])
            mayStart = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>There is none, or the instance was sent all of it.</summary>
    public bool IsSent { get; private set; }

    /// <summary>Nothing of it has been taken from the client, except what stands in the head's buffer: it could be sent once more.</summary>
    public bool IsUntouched { get; private set; } = true;

    /// <summary>The client is the one to act.</summary>
    public bool IsWaitingForClient { get; private set; }

    private PipeReader Reader => http.Request.BodyReader;

    public void WriteFraming(SendBuffer into)
    {
        if (isChunked)
            into.Add("Transfer-Encoding: chunked\r\n"u8);
        else if (length is { } known)
        {
            into.Add("Content-Length: "u8);
            into.AddNumber(known);
            into.Add("\r\n"u8);
        }
        if (mayStart is not null)
            into.Add("Expect: 100-continue\r\n"u8);
    }

    /// <summary>Lets a body that is already here leave together with the head.</summary>
    public void AddIfHere(SendBuffer head)
    {
        if (IsSent || isChunked || mayStart is not null || length > head.Room || !Reader.TryRead(out var read))
            return;
        if (read.Buffer.Length < length)
        {
            Reader.AdvanceTo(read.Buffer.Start);
            return;
        }
        head.Add(read.Buffer);
        counts.Received(read.Buffer.Length);
        IsSent = true;
        Reader.AdvanceTo(read.Buffer.End);
    }

    /// <summary>The instance wants the body.</summary>
    public void Continue() => mayStart?.TrySetResult();

    /// <summary>Sends until the body ends, the client fails, the instance stops listening, or <see cref="Stop"/>. Never throws.</summary>
    public async Task SendAsync(UpstreamConnection connection, EdgeLimits limits, Func<TimeSpan> allowance)
    {
        using var buffer = new SendBuffer(32 * 1024);
        try
        {
            if (mayStart is not null)
                await mayStart.Task.WaitAsync(limits.Continue).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (mayStart is { Task.IsCanceled: true })
                return;
            while (await SendPieceAsync(buffer, connection))
                connection.Allow(allowance());
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // Kestrel's BadHttpRequestException is an IOException too, and not the only one for a body that makes no sense.
            connection.Close(http.RequestAborted.IsCancellationRequested ? CloseReason.ClientGone : CloseReason.BadRequestBody);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // The instance takes no more of it. Its answer may be on the way all the same.
        }
    }

    /// <summary>Ends a <see cref="SendAsync(UpstreamConnection, EdgeLimits, Func{TimeSpan})"/> that waits for the client.</summary>
    public void Stop()
    {
        mayStart?.TrySetCanceled();
        Reader.CancelPendingRead();
    }

    /// <returns>False when there is nothing more to send.</returns>
    private async ValueTask<bool> SendPieceAsync(SendBuffer buffer, UpstreamConnection connection)
    {
        IsUntouched = false;
        IsWaitingForClient = true;
        var read = await Reader.ReadAsync();
        IsWaitingForClient = false;
        try
        {
            if (read.IsCanceled)
                return false;
            counts.Received(read.Buffer.Length);
            await SendAsync(read.Buffer, buffer, connection);
            if (!read.IsCompleted)
                return true;
            if (isChunked)
                await SendLastChunkAsync(buffer, connection);
            IsSent = true;
            return false;
        }
        finally
        {
            // In any case, or Kestrel could not read past what is left.
            Reader.AdvanceTo(read.Buffer.End);
        }
    }

    private async ValueTask SendAsync(ReadOnlySequence<byte> data, SendBuffer buffer, UpstreamConnection connection)
    {
        const int framing = 16;
        while (!data.IsEmpty)
        {
            buffer.Clear();
            var part = data.Slice(0, Math.Min(data.Length, buffer.Room - framing));
            if (isChunked)
            {
                buffer.AddNumber(part.Length, 'x');
                buffer.Add("\r\n"u8);
            }
            buffer.Add(part);
            if (isChunked)
                buffer.Add("\r\n"u8);
            await connection.SendAsync(buffer.Written);
            data = data.Slice(part.End);
        }
    }

    private async ValueTask SendLastChunkAsync(SendBuffer buffer, UpstreamConnection connection)
    {
        buffer.Clear();
        buffer.Add("0\r\n"u8);
        if (http.Features.Get<IHttpRequestTrailersFeature>() is { Available: true } trailers)
        {
            foreach (var (name, values) in trailers.Trailers.Where(trailer => HeaderNames.MayBeTrailer(trailer.Key)))
            {
                foreach (var value in values)
                    buffer.AddHeader(name, value ?? "");
            }
        }
        buffer.Add("\r\n"u8);
        await connection.SendAsync(buffer.Written);
    }
}
