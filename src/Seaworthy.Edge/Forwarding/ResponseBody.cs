using System.IO.Pipelines;
using System.Text;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding;

/// <summary>A response's body on its way from an instance to the client: every piece leaves as it comes.</summary>
internal sealed class ResponseBody(HttpContext http, UpstreamConnection connection, ReceiveBuffer received, AppCounts counts, EdgeLimits limits)
{
    private const int LargePiece = 32 * 1024;

    private PipeWriter Writer => http.Response.BodyWriter;

    /// <exception cref="EndOfStreamException">The instance closed the connection in the middle of the body.</exception>
    public async ValueTask RelayLengthAsync(long length)
    {
        for (var remaining = length; remaining > 0;)
        {
            int count;
            if (received.Unread.Length > 0)
            {
                count = (int)Math.Min(remaining, received.Unread.Length);
                Writer.Put(received.Unread[..count]);
                received.Use(count);
            }
            else
            {
                received.Release();
                var room = Writer.GetMemory((int)Math.Min(remaining, LargePiece));
                connection.Allow(limits.BodyIdle);
                count = await connection.ReceiveAsync(room[..(int)Math.Min(remaining, room.Length)]);
                if (count == 0)
                    throw new EndOfStreamException();
                Writer.Advance(count);
            }
            counts.Sent(count);
            remaining -= count;
            // A body that is here as a whole leaves with its head, in one write, when the request is over.
            if (remaining > 0 || http.Response.HasStarted)
                await FlushAsync();
        }
    }

    /// <summary>For an instance that says neither a length nor chunks: the end of the connection is the end of the body.</summary>
    public async ValueTask RelayUntilCloseAsync()
    {
        do
        {
            Writer.Put(received.Unread);
            counts.Sent(received.Unread.Length);
            received.Use(received.Unread.Length);
            await FlushAsync();
            connection.Allow(limits.BodyIdle);
        }
        while (await received.FillInTimeAsync());
    }

    /// <param name="reframe">Write the chunks as chunks again, with the trailers: the client speaks HTTP/1.1.</param>
    /// <exception cref="EndOfStreamException">The instance closed the connection in the middle of the body.</exception>
    /// <exception cref="BadResponseException"/>
    public async ValueTask RelayChunksAsync(bool reframe)
    {
        var decoder = new ChunkedDecoder();
        while (true)
        {
            Decode(decoder, reframe);
            if (decoder.IsComplete)
                break;
            await FlushAsync();
            connection.Allow(limits.BodyIdle);
            if (!await received.FillInTimeAsync())
                throw new EndOfStreamException();
        }
        if (reframe)
            WriteLastChunk(decoder.Trailers);
        else if (http.Response.SupportsTrailers())
        {
            foreach (var (name, value) in decoder.Trailers)
                http.Response.AppendTrailer(name, value);
        }
        if (http.Response.HasStarted)
            await FlushAsync();
    }

    private void Decode(ChunkedDecoder decoder, bool reframe)
    {
        while (!decoder.IsComplete)
        {
            var data = decoder.Step(received.Unread, out var used);
            if (data.Length > 0)
            {
                if (reframe)
                    Writer.PutChunkSize(data.Length);
                Writer.Put(data);
                if (reframe)
                    Writer.Put("\r\n"u8);
                counts.Sent(data.Length);
            }
            received.Use(used);
            if (used == 0)
                return;
        }
    }

    private void WriteLastChunk(IReadOnlyList<(string Name, string Value)> trailers)
    {
        Writer.Put("0\r\n"u8);
        foreach (var (name, value) in trailers)
            Writer.Put(Encoding.Latin1.GetBytes($"{name}: {value}\r\n"));
        Writer.Put("\r\n"u8);
    }

    /// <summary>Waits for a slow client; its own listener sees to it that this ends.</summary>
    private async ValueTask FlushAsync()
    {
        var flush = Writer.FlushAsync();
        if (!flush.IsCompletedSuccessfully)
            connection.AllowForEver();
        var result = await flush;
        if (result.IsCompleted || result.IsCanceled)
            connection.Close(CloseReason.ClientGone);
    }
}
