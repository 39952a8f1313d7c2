using System.Buffers;
using System.Net.Sockets;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Forwarding;

/// <summary>An upgraded connection: bytes in both directions until one side ends. A silent one holds no buffers and lives on.</summary>
internal sealed class Tunnel(Stream client, UpstreamConnection connection, ReceiveBuffer received, AppCounts counts, EdgeLimits limits)
{
    private const int PieceBytes = 16 * 1024;

    public async Task RunAsync()
    {
        connection.AllowForEver();
        connection.KeepAlive();
        using var ended = new CancellationTokenSource();
        var up = PumpUpAsync(ended.Token);
        await PumpDownAsync();
        connection.Close(CloseReason.Done);
        await ended.CancelAsync();
        await up;
    }

    private async Task PumpDownAsync()
    {
        try
        {
            do
            {
                var piece = received.UnreadMemory;
                await client.WriteAsync(piece);
                counts.Sent(piece.Length);
                received.Use(piece.Length);
            }
            while (await received.FillInTimeAsync());
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // One of the two has gone: that is how sockets end.
        }
    }

    private async Task PumpUpAsync(CancellationToken ended)
    {
        try
        {
            while (await PumpPieceUpAsync(ended))
            {
            }
            connection.FinishSending();
            connection.Allow(limits.SocketClose);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            connection.Close(CloseReason.ClientGone);
        }
    }

    private async ValueTask<bool> PumpPieceUpAsync(CancellationToken ended)
    {
        // Reading nothing returns when there is something to read.
        _ = await client.ReadAsync(Memory<byte>.Empty, ended);
        var piece = ArrayPool<byte>.Shared.Rent(PieceBytes);
        try
        {
            var count = await client.ReadAsync(piece, ended);
            await connection.SendAsync(piece.AsMemory(0, count));
            counts.Received(count);
            return count > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }
    }
}
