using System.IO.Pipelines;
using System.Net;
using Seaworthy.Edge.Counting;

namespace Seaworthy.Edge.Forwarding.Grpc;

/// <summary>A call's messages on their way up: each leaves as it comes, while answers come down.</summary>
/// <param name="whenSent">Called when the client has no more to say and the instance has it all.</param>
internal sealed class GrpcRequestBody(PipeReader reader, AppCounts counts, Action whenSent) : HttpContent
{
    private readonly TaskCompletionSource ended = new();
    private int begun;

    /// <summary>Ends the sending, wherever it is. When this returns, nobody reads the client's body any more.</summary>
    public async ValueTask StopAsync()
    {
        // Whoever would begin from here on finds that it has been begun.
        if (Interlocked.Exchange(ref begun, 1) == 0)
            return;
        reader.CancelPendingRead();
        await ended.Task;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        // The client in .NET sends a call again that an instance has refused unseen. Its messages are gone by then.
        if (Interlocked.Exchange(ref begun, 1) != 0)
            throw new IOException("No call is sent twice.");
        try
        {
            while (await SendPieceAsync(stream, cancellationToken))
                await stream.FlushAsync(cancellationToken);
            whenSent();
        }
        finally
        {
            ended.SetResult();
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }

    private async ValueTask<bool> SendPieceAsync(Stream stream, CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(cancellationToken);
        try
        {
            if (read.IsCanceled)
                throw new OperationCanceledException("The call has ended before all of it was sent.");
            counts.Received(read.Buffer.Length);
            foreach (var piece in read.Buffer)
                await stream.WriteAsync(piece, cancellationToken);
            return !read.IsCompleted;
        }
        finally
        {
            reader.AdvanceTo(read.Buffer.End);
        }
    }
}
