using System.Net.Sockets;
using System.Text;

namespace Seaworthy.Docker.Tests.Transport;

/// <summary>
/// A Unix socket whose every connection gets one answer, chosen by the request's first line: <c>GET /v1.45/info HTTP/1.1</c>. Null is
/// silence; an answer without its end is cut off.
/// </summary>
internal sealed class ScriptedEngine : IAsyncDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("seaworthy-engine-").FullName;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource stopping = new();
    private readonly Task serving;

    public ScriptedEngine(Func<string, string?> answer)
    {
        listener.Bind(new UnixDomainSocketEndPoint(SocketPath));
        listener.Listen();
        serving = ServeAsync(answer);
    }

    public string SocketPath => Path.Combine(directory, "docker.sock");

    /// <summary>The first line and headers of each request.</summary>
    public List<string> Requests { get; } = [];

    public static string Pong(string version) => $"HTTP/1.1 200 OK\r\nApi-Version: {version}\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK";

    public static string Json(int status, string body) =>
        $"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Dispose();
        await serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        stopping.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task ServeAsync(Func<string, string?> answer)
    {
        while (true)
        {
            var connection = await listener.AcceptAsync(stopping.Token);
            _ = AnswerAsync(connection, answer);
        }
    }

    private async Task AnswerAsync(Socket connection, Func<string, string?> answer)
    {
        using (connection)
        {
            var buffer = new byte[8192];
            var got = await connection.ReceiveAsync(buffer, stopping.Token);
            var request = Encoding.UTF8.GetString(buffer, 0, got);
            lock (Requests)
                Requests.Add(request);
            if (answer(request.Split("\r\n")[0]) is { } text)
                await connection.SendAsync(Encoding.UTF8.GetBytes(text), stopping.Token);
            else
                await Task.Delay(Timeout.Infinite, stopping.Token);
        }
    }
}
