using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seaworthy.SystemTests.Rig.Load;

/// <summary>What came back: <see cref="Version"/> is the test application's <c>X-Version</c>, empty where the answer is another's.</summary>
public sealed record HttpAnswer(int Status, string Version, string Body, bool Closes);

/// <summary>
/// One HTTP/1.1 connection that repeats nothing and hides nothing: .NET's own client sends a request again when a kept connection
/// turns out to be closed, and that is exactly what the tests must see.
/// </summary>
public sealed class HttpExchange : IDisposable
{
    private readonly TcpClient client;
    private readonly NetworkStream stream;
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    private HttpExchange(TcpClient client)
    {
        this.client = client;
        stream = client.GetStream();
    }

    public static async Task<HttpExchange> Connect(IPEndPoint server, CancellationToken cancel)
    {
        var client = new TcpClient { NoDelay = true };
        try
        {
            await client.ConnectAsync(server, cancel);
            return new HttpExchange(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    public void Dispose() => client.Dispose();

    /// <param name="body">Sent in pieces with a Content-Length; null: none.</param>
    /// <exception cref="IOException">The connection ended before the answer did; the message says how much had come.</exception>
    public async Task<HttpAnswer> Send(string method, string host, string path, byte[]? body, bool keepAlive, CancellationToken cancel)
    {
        var head = $"{method} {path} HTTP/1.1\r\nHost: {host}\r\n{(keepAlive ? "" : "Connection: close\r\n")}{(body is null ? "" : $"Content-Length: {body.Length}\r\n")}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(head), cancel);
        if (body is not null)
            await stream.WriteAsync(body, cancel);
        return await ReadAnswer(keepAlive, cancel);
    }

    private async Task<HttpAnswer> ReadAnswer(bool keepAlive, CancellationToken cancel)
    {
        var status = await ReadLine("before the status line", cancel);
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await ReadLine("within the headers", cancel) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            headers[line[..colon]] = line[(colon + 1)..].Trim();
        }
        var body = headers.ContainsKey("Transfer-Encoding")
            ? await ReadChunks(cancel)
            : await ReadText(int.Parse(headers["Content-Length"], CultureInfo.InvariantCulture), cancel);
        var closes = !keepAlive || headers.GetValueOrDefault("Connection", "").Equals("close", StringComparison.OrdinalIgnoreCase);
        return new HttpAnswer(int.Parse(status.Split(' ')[1], CultureInfo.InvariantCulture), headers.GetValueOrDefault("X-Version", ""), body, closes);
    }

    private async Task<string> ReadChunks(CancellationToken cancel)
    {
        var text = new StringBuilder();
        while (true)
        {
            var size = int.Parse(await ReadLine("before a chunk", cancel), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            if (size > 0)
                text.Append(await ReadText(size, cancel));
            var ending = await ReadLine("after a chunk", cancel);
            if (size == 0 && ending.Length == 0)
                return text.ToString();
        }
    }

    private async Task<string> ReadText(int size, CancellationToken cancel)
    {
        var bytes = new byte[size];
        for (var filled = 0; filled < size;)
        {
            await Fill($"after {filled} of {size} bytes of the body", cancel);
            var take = Math.Min(end - start, size - filled);
            buffer.AsSpan(start, take).CopyTo(bytes.AsSpan(filled));
            start += take;
            filled += take;
        }
        return Encoding.UTF8.GetString(bytes);
    }

    private async Task<string> ReadLine(string where, CancellationToken cancel)
    {
        var line = new StringBuilder();
        while (true)
        {
            await Fill(where, cancel);
            var next = (char)buffer[start++];
            if (next == '\n')
                return line.ToString().TrimEnd('\r');
            line.Append(next);
        }
    }

    private async Task Fill(string where, CancellationToken cancel)
    {
        if (start < end)
            return;
        start = 0;
        end = await stream.ReadAsync(buffer, cancel);
        if (end == 0)
            throw new IOException($"The connection was closed {where}.");
    }
}
