using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Seaworthy.Edge.Listening;

/// <summary>
/// One listening socket for two protocols. In clear text nothing is agreed upon before the first request, so the first bytes tell:
/// whoever speaks HTTP/2 begins with <c>PRI * HTTP/2.0</c>, which is no request of HTTP/1.1. Kestrel cannot tell them apart on one
/// endpoint, so it gets an endpoint for each of them, and connections from here.
/// </summary>
internal sealed class Entrance : IAsyncDisposable
{
    private readonly IConnectionListener sockets;
    private readonly EdgeLimits limits;
    private readonly Channel<ConnectionContext> http1 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly Channel<ConnectionContext> http2 = Channel.CreateUnbounded<ConnectionContext>();
    private readonly ConcurrentDictionary<Visit, byte> open = new();
    private readonly CancellationTokenSource closing = new();
    private Task accepting = Task.CompletedTask;
    private int counted;

    private Entrance(IConnectionListener sockets, EdgeLimits limits)
    {
        this.sockets = sockets;
        this.limits = limits;
        Http1 = new EntranceEndPoint(http1.Reader, $"{sockets.EndPoint} for HTTP/1.1");
        Http2 = new EntranceEndPoint(http2.Reader, $"{sockets.EndPoint} for HTTP/2");
    }

    public EndPoint Address => sockets.EndPoint;

    /// <summary>For Kestrel: where connections of HTTP/1.1 come in.</summary>
    public EntranceEndPoint Http1 { get; }

    public EntranceEndPoint Http2 { get; }

    /// <summary>Connections that are not closed yet.</summary>
    public int Open => open.Count;

    /// <summary>Binds; nobody is let in before <see cref="Start"/>.</summary>
    /// <exception cref="InvalidOperationException">Nobody can listen there, mostly because somebody does.</exception>
    public static async Task<Entrance> OpenAsync(IConnectionListenerFactory sockets, EndPoint address, EdgeLimits limits, CancellationToken cancellationToken)
    {
        try
        {
            return new Entrance(await sockets.BindAsync(address, cancellationToken), limits);
        }
        catch (Exception e) when (e is AddressInUseException or SocketException)
        {
            throw new InvalidOperationException($"The edge cannot listen on {address}: {e.Message}.", e);
        }
    }

    public void Start() => accepting = AcceptAsync();

    /// <summary>Lets nobody in any more. Who is inside stays, and may begin a request, after which the connection ends.</summary>
    public async Task StopAcceptingAsync()
    {
        await sockets.UnbindAsync(CancellationToken.None);
        await accepting;
    }

    /// <summary>Tells everybody inside that the next answer is the last; those of HTTP/2 at once, since they can be told.</summary>
    public void AskToLeave()
    {
        foreach (var (visit, _) in open)
        {
            if (visit.IsHttp2)
                visit.Connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
        }
    }

    public void Uncount() => Interlocked.Decrement(ref counted);

    /// <summary>Closes connections on which nothing was said yet. Kestrel looks after the others.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync();
        await closing.CancelAsync();
        http1.Writer.TryComplete();
        http2.Writer.TryComplete();
        await sockets.DisposeAsync();
    }

    private async Task AcceptAsync()
    {
        while (await sockets.AcceptAsync(CancellationToken.None) is { } connection)
        {
            var visit = new Visit(this, connection);
            if (Interlocked.Increment(ref counted) <= limits.Connections)
                _ = LetInAsync(visit);
            else
                await TurnAwayAsync(visit);
        }
    }

    private async Task LetInAsync(Visit visit)
    {
        var connection = visit.Connection;
        open.TryAdd(visit, 0);
        connection.ConnectionClosed.UnsafeRegister(state => Leave((Visit)state!), visit);
        try
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(closing.Token);
            patience.CancelAfter(limits.ClientIdle);
            visit.IsHttp2 = await SpeaksHttp2Async(connection, patience.Token);
            connection.Features.Set<IDecrementConcurrentConnectionCountFeature>(visit);
            if ((visit.IsHttp2 ? http2 : http1).Writer.TryWrite(connection))
                return;
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // It has gone, or has said nothing for too long.
        }
        await TurnAwayAsync(visit);
    }

    private async Task TurnAwayAsync(Visit visit)
    {
        await visit.Connection.DisposeAsync();
        Leave(visit);
    }

    private void Leave(Visit visit)
    {
        visit.ReleaseConnection();
        open.TryRemove(visit, out _);
    }

    private static async ValueTask<bool> SpeaksHttp2Async(ConnectionContext connection, CancellationToken cancellationToken)
    {
        var input = connection.Transport.Input;
        while (true)
        {
            var read = await input.ReadAsync(cancellationToken);
            var answer = SpeaksHttp2(read.Buffer);
            if (answer is null && read.IsCompleted)
                throw new EndOfStreamException();
            input.AdvanceTo(read.Buffer.Start, answer is null ? read.Buffer.End : read.Buffer.Start);
            if (answer is { } known)
                return known;
        }
    }

    /// <returns>Null: these bytes do not tell yet.</returns>
    private static bool? SpeaksHttp2(in ReadOnlySequence<byte> begun)
    {
        var opening = "PRI "u8;
        Span<byte> first = stackalloc byte[opening.Length];
        first = first[..(int)Math.Min(begun.Length, opening.Length)];
        begun.Slice(0, first.Length).CopyTo(first);
        if (!opening.StartsWith(first))
            return false;
        return first.Length == opening.Length ? true : null;
    }
}
