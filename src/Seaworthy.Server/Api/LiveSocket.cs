using System.Net.WebSockets;
using System.Text;

namespace Seaworthy.Server.Api;

/// <summary>A WebSocket that only tells: text messages out, nothing but the close is read.</summary>
public static class LiveSocket
{
    private static readonly TimeSpan SendDeadline = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan CloseDeadline = TimeSpan.FromSeconds(5);

    /// <summary>Sends every message until they end, the reader closes, or it does not take one in time; 400 if it is no WebSocket.</summary>
    public static async Task SendAsync(HttpContext http, IAsyncEnumerable<string> messages)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            await Problem.Of(StatusCodes.Status400BadRequest, "Not a WebSocket", "Open this address as a WebSocket.").ExecuteAsync(http);
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        var closed = UntilClosedAsync(socket, ending);
        try
        {
            await foreach (var message in messages.WithCancellation(ending.Token))
                await SendOneAsync(socket, message, ending.Token);
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "the log has ended", ending.Token);
            // Ending before the reader has closed too would reset the connection, and with it what is still on the way.
            await closed.WaitAsync(CloseDeadline, ending.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException or TimeoutException)
        {
            // The reader is gone, or too slow to be waited for.
            socket.Abort();
        }
        await ending.CancelAsync();
        await closed;
    }

    private static async Task SendOneAsync(WebSocket socket, string message, CancellationToken ct)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(SendDeadline);
        await socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
    }

    private static async Task UntilClosedAsync(WebSocket socket, CancellationTokenSource ending)
    {
        var buffer = new byte[256];
        try
        {
            while ((await socket.ReceiveAsync(buffer, ending.Token)).MessageType != WebSocketMessageType.Close)
            {
                // What a reader says is of no interest.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // Aborted.
        }
        await ending.CancelAsync();
    }
}
