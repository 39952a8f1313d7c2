using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Edge.Upstreams;

/// <summary>Connections to one instance. Apps share none, so what one app sends back can never reach another's client.</summary>
internal sealed class UpstreamPool(IPEndPoint address, Upstream upstream)
{
    private readonly Lock gate = new();
    private readonly List<UpstreamConnection> idle = [];
    private readonly Lazy<HttpMessageInvoker> http2 = new(() => Http2Client.To(address, upstream.Limits));
    private bool retired;

    public IPEndPoint Address => address;

    /// <summary>For gRPC. It closes its idle connections by itself, also when nobody is routed here any more.</summary>
    public HttpMessageInvoker Http2 => http2.Value;

    /// <summary>The connection used last, if one is idle and the instance has not closed it.</summary>
    public UpstreamConnection? TakeIdle()
    {
        while (Pop() is { } connection)
        {
            if (connection.TryWake())
                return connection;
            connection.Close(CloseReason.Done);
        }
        return null;
    }

    /// <exception cref="SocketException">Refused, unreachable, or not within the time: <see cref="SocketError.TimedOut"/>.</exception>
    /// <exception cref="OperationCanceledException">By <paramref name="cancellationToken"/>.</exception>
    public async ValueTask<UpstreamConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = new CancellationTokenSource(upstream.Limits.Connect, upstream.Ticker.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            await socket.ConnectAsync(address, either.Token);
            return new UpstreamConnection(socket, this, upstream);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new SocketException((int)SocketError.TimedOut);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Keeps a connection, on which an exchange came to its proper end, for the next one.</summary>
    public void Return(UpstreamConnection connection, TimeSpan idleTime)
    {
        connection.Rest(idleTime);
        lock (gate)
        {
            if (!retired)
            {
                idle.Add(connection);
                return;
            }
        }
        connection.Close(CloseReason.Done);
    }

    public void Remove(UpstreamConnection connection)
    {
        lock (gate)
            idle.Remove(connection);
    }

    /// <summary>Nobody is routed here any more: idle connections are closed, those in use when they are done.</summary>
    public void Retire()
    {
        lock (gate)
            retired = true;
        while (Pop() is { } connection)
            connection.Close(CloseReason.Done);
    }

    private UpstreamConnection? Pop()
    {
        lock (gate)
        {
            if (idle.Count == 0)
                return null;
            var last = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            return last;
        }
    }
}
