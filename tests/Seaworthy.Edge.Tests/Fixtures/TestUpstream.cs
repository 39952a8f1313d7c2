using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>An instance that does on each connection exactly what a test says.</summary>
public sealed class TestUpstream : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Func<RawConnection, Task> serve;
    private readonly Task accepting;
    private int connections;
    private int requests;
    private int ended;

    private TestUpstream(Func<TestUpstream, RawConnection, Task>? serve)
    {
        this.serve = connection => serve!(this, connection);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Address = listener.LocalEndPoint!.ToString()!;
        if (serve is not null)
            listener.Listen(512);
        accepting = serve is null ? Task.CompletedTask : AcceptAsync();
    }

    public Guid Instance { get; } = Guid.NewGuid();

    public string Address { get; }

    public int Connections => Volatile.Read(ref connections);

    /// <summary>The last request that <see cref="Answering"/> has read.</summary>
    public HttpText? Last { get; private set; }

    /// <summary>Connections that this side has closed.</summary>
    public int Ended => Volatile.Read(ref ended);

    /// <summary>As counted by <see cref="Count"/>.</summary>
    public int Requests => Volatile.Read(ref requests);

    /// <summary>Serves each connection by <paramref name="serve"/>, which may fail when the connection does.</summary>
    public static TestUpstream Start(Func<TestUpstream, RawConnection, Task> serve) => new(serve);

    public static TestUpstream Start(Func<RawConnection, Task> serve) => new((_, connection) => serve(connection));

    /// <summary>Holds its port without listening there: every connection is refused.</summary>
    public static TestUpstream Refusing() => new(serve: null);

    /// <summary>Answers every request with the bytes that <paramref name="answer"/> makes of it, and keeps the connection.</summary>
    public static TestUpstream Answering(Func<HttpText, string> answer) => new(async (self, connection) =>
    {
        while (await connection.ReadMessageAsync() is { } request)
        {
            self.Last = request;
            self.Count();
            await connection.SendAsync(answer(request));
        }
    });

    /// <summary>Answers 200 with this text.</summary>
    public static TestUpstream Saying(string text) => Answering(_ => Ok(text));

    public static string Ok(string body) => $"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}";

    public void Count() => Interlocked.Increment(ref requests);

    /// <summary>Takes no more connections: the next one is refused.</summary>
    public async ValueTask DisposeAsync()
    {
        listener.Dispose();
        await accepting;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync();
                socket.NoDelay = true;
                Interlocked.Increment(ref connections);
                _ = ServeAsync(new RawConnection(socket));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(RawConnection connection)
    {
        try
        {
            await serve(connection);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or EndOfStreamException or OperationCanceledException)
        {
            // The edge has closed the connection, or the test has.
        }
        finally
        {
            connection.Close();
            Interlocked.Increment(ref ended);
        }
    }
}
