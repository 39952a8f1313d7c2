using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;

namespace Seaworthy.SystemTests.Rig.Load;

/// <summary>One socket that ended before the test ended it, counted from the holder's start.</summary>
public sealed record SocketCut(int Socket, TimeSpan At, WebSocketCloseStatus? Code, string Reason)
{
    /// <summary>The peer said that it goes away, as a server does that shuts down in good order.</summary>
    public bool IsOrderly => Code == WebSocketCloseStatus.EndpointUnavailable;

    public override string ToString() => $"socket {Socket} at {At.TotalSeconds:0.000} s: {Reason}";
}

public sealed record SocketResult(int Sockets, int Echoes, IReadOnlyList<SocketCut> Cuts)
{
    /// <exception cref="ShouldAssertException">A socket was cut, or none ever heard an echo.</exception>
    public void ShouldAllHaveLived()
    {
        Echoes.ShouldBeGreaterThan(0, ToString());
        Cuts.ShouldBeEmpty(ToString());
    }

    public override string ToString() => $"{Sockets} WebSockets, {Echoes} echoes, {Cuts.Count} cuts{string.Concat(Cuts.Select(cut => $"\n  {cut}"))}";
}

/// <summary>Holds WebSockets to the test application's <c>/ws</c> open, and hears an echo on each every 200 ms.</summary>
public sealed class SocketHolder : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly Stopwatch clock = Stopwatch.StartNew();
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentBag<SocketCut> cuts = [];
    private readonly List<ClientWebSocket> sockets;
    private readonly Task echoing;
    private int echoes;

    private SocketHolder(List<ClientWebSocket> sockets)
    {
        this.sockets = sockets;
        echoing = Task.WhenAll(sockets.Select(Hold));
    }

    /// <summary>All sockets are open when this returns.</summary>
    public static async Task<SocketHolder> Open(IPEndPoint server, string host, int count, CancellationToken cancel)
    {
        using var through = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (_, token) => Connect(server, token) });
        var sockets = new List<ClientWebSocket>();
        for (var i = 0; i < count; i++)
        {
            sockets.Add(new ClientWebSocket());
            await sockets[i].ConnectAsync(new Uri($"ws://{host}/ws"), through, cancel);
        }
        return new SocketHolder(sockets);
    }

    public int Cuts => cuts.Count;

    public int Echoes => echoes;

    /// <summary>Ends the sockets that still live, and says which were cut before.</summary>
    public async Task<SocketResult> Stop()
    {
        await stopping.CancelAsync();
        await echoing;
        return new SocketResult(sockets.Count, echoes, [.. cuts.OrderBy(cut => cut.At)]);
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await echoing;
        sockets.ForEach(socket => socket.Dispose());
        stopping.Dispose();
    }

    private static async ValueTask<Stream> Connect(IPEndPoint server, CancellationToken cancel)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    private async Task Hold(ClientWebSocket socket, int index)
    {
        for (var round = 0; !stopping.IsCancellationRequested; round++)
        {
            if (await Echo(socket, $"{index}/{round}") is var (code, reason))
            {
                cuts.Add(new SocketCut(index, clock.Elapsed, code, reason));
                return;
            }
            Interlocked.Increment(ref echoes);
            await Task.Delay(Interval, stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <returns>Null, or how the socket ended.</returns>
    private static async Task<(WebSocketCloseStatus?, string)?> Echo(ClientWebSocket socket, string text)
    {
        using var deadline = new CancellationTokenSource(Patience);
        var buffer = new byte[256];
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, deadline.Token);
            var got = await socket.ReceiveAsync(buffer, deadline.Token);
            if (got.MessageType == WebSocketMessageType.Close)
                return (socket.CloseStatus, $"closed with {(int?)socket.CloseStatus} {socket.CloseStatusDescription}");
            var echo = Encoding.UTF8.GetString(buffer, 0, got.Count);
            return echo == text ? null : (null, $"\"{echo}\" came back for \"{text}\"");
        }
        catch (OperationCanceledException)
        {
            return (null, $"no echo within {Patience.TotalSeconds:0} s");
        }
        catch (Exception error)
        {
            return (socket.CloseStatus, $"{error.Message} {error.InnerException?.Message}".TrimEnd());
        }
    }
}
