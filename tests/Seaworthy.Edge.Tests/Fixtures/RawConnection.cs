using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>One end of an HTTP/1 connection, byte by byte: nothing is corrected, added or retried. Text is Latin-1.</summary>
public sealed class RawConnection(Socket socket) : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly byte[] buffer = new byte[64 * 1024];
    private int start;
    private int end;

    public Socket Socket => socket;

    public static async Task<RawConnection> ToPortAsync(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, port);
        return new RawConnection(socket);
    }

    public static async Task<RawConnection> ToSocketAsync(string path)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(path));
        return new RawConnection(socket);
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
            bytes = bytes[await socket.SendAsync(bytes)..];
    }

    /// <summary>Null when the other side has closed in good order.</summary>
    public async Task<HttpText?> ReadHeadAsync()
    {
        var first = await ReadLineAsync();
        if (first is null)
            return null;
        var headers = new List<(string, string)>();
        while (await ReadLineAsync() is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':');
            headers.Add((line[..colon], line[(colon + 1)..].Trim()));
        }
        return new HttpText(first, headers);
    }

    /// <summary>A message with its body, read as its headers say.</summary>
    /// <param name="hasBody">False for the answer to a HEAD.</param>
    public async Task<HttpText?> ReadMessageAsync(bool hasBody = true)
    {
        var head = await ReadHeadAsync();
        return head is null || !hasBody ? head : await ReadBodyAsync(head);
    }

    /// <summary>The message whose head was read.</summary>
    public async Task<HttpText> ReadBodyAsync(HttpText head)
    {
        if (head["Transfer-Encoding"] == "chunked")
            return await ReadChunkedAsync(head);
        if (head["Content-Length"] is { } length)
            return head with { Body = await ReadAsync(int.Parse(length)) };
        return head.IsResponse && head.Status is not (101 or 204 or 304) ? head with { Body = await ReadToEndAsync() } : head;
    }

    public async Task<string> ReadAsync(int count)
    {
        var text = new StringBuilder();
        while (text.Length < count)
        {
            if (!await FillAsync())
                throw new EndOfStreamException($"After {text.Length} of {count} bytes.");
            text.Append(Take(Math.Min(count - text.Length, end - start)));
        }
        return text.ToString();
    }

    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        while (await FillAsync())
            text.Append(Take(end - start));
        return text.ToString();
    }

    /// <summary>How the other side ended: <c>closed</c>, <c>reset</c>, or <c>open</c> after <paramref name="within"/>; what it said before is lost.</summary>
    public async Task<string> HowItEndsAsync(TimeSpan within)
    {
        using var timeout = new CancellationTokenSource(within);
        try
        {
            while (await socket.ReceiveAsync(buffer, timeout.Token) > 0)
            {
            }
            return "closed";
        }
        catch (SocketException)
        {
            return "reset";
        }
        catch (OperationCanceledException)
        {
            return "open";
        }
    }

    /// <summary>Ends with a RST instead of a FIN.</summary>
    public void Reset()
    {
        socket.LingerState = new LingerOption(enable: true, 0);
        socket.Dispose();
    }

    public void Close() => socket.Dispose();

    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        while (await FillAsync())
        {
            var newline = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            line.Append(Take(newline < 0 ? end - start : newline + 1));
            if (newline >= 0)
                return line.ToString().TrimEnd('\n').TrimEnd('\r');
        }
        return line.Length == 0 ? null : throw new EndOfStreamException($"In the middle of the line '{line}'.");
    }

    private async Task<HttpText> ReadChunkedAsync(HttpText head)
    {
        var body = new StringBuilder();
        while (Convert.ToInt32((await ReadLineAsync() ?? throw new EndOfStreamException("Between two chunks.")).Split(';')[0], 16) is > 0 and var size)
        {
            body.Append(await ReadAsync(size));
            (await ReadLineAsync()).ShouldBe("");
        }
        var trailers = new List<(string, string)>();
        while (await ReadLineAsync() is { Length: > 0 } line)
            trailers.Add((line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim()));
        return head with { Body = body.ToString(), Trailers = trailers };
    }

    private string Take(int count)
    {
        var text = Encoding.Latin1.GetString(buffer, start, count);
        start += count;
        return text;
    }

    /// <summary>False at the end.</summary>
    private async Task<bool> FillAsync()
    {
        if (start < end)
            return true;
        using var timeout = new CancellationTokenSource(Patience);
        (start, end) = (0, await socket.ReceiveAsync(buffer, timeout.Token));
        return end > 0;
    }
}
