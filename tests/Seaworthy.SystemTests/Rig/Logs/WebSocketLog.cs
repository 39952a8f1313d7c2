using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;

namespace Seaworthy.SystemTests.Rig.Logs;

/// <summary>Reads a live log as the messages of a WebSocket.</summary>
public static class WebSocketLog
{
    /// <param name="token">Sent as the bearer.</param>
    public static async IAsyncEnumerable<LogLine> Read(Uri server, string path, string token, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");
        await socket.ConnectAsync(new UriBuilder(server) { Scheme = "ws", Path = path }.Uri, cancel);
        var buffer = new byte[64 * 1024];
        var text = new StringBuilder();
        while (true)
        {
            var got = await socket.ReceiveAsync(buffer, cancel);
            if (got.MessageType == WebSocketMessageType.Close)
                yield break;
            text.Append(Encoding.UTF8.GetString(buffer, 0, got.Count));
            if (!got.EndOfMessage)
                continue;
            yield return new LogLine("", text.ToString());
            text.Clear();
        }
    }
}
