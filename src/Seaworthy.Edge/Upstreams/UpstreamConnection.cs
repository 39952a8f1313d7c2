using System.Net.Sockets;

namespace Seaworthy.Edge.Upstreams;

/// <summary>
/// One TCP connection to an instance. One exchange at a time uses it: one task may send while another receives. Whoever closes
/// it, at any time and from any thread, makes both fail; <see cref="ClosedFor"/> then tells why.
/// </summary>
internal sealed class UpstreamConnection
{
    private const long Never = long.MaxValue;
    private const long Expired = long.MinValue;

    private readonly Socket socket;
    private readonly UpstreamPool pool;
    private readonly Upstream upstream;
    private readonly long? acknowledgedAtFirst;
    private long sentBefore;
    private long sent;
    private long deadline = Never;
    private int closedFor;

    public UpstreamConnection(Socket socket, UpstreamPool pool, Upstream upstream)
    {
        this.socket = socket;
        this.pool = pool;
        this.upstream = upstream;
        acknowledgedAtFirst = Delivery.AcknowledgedBytes(socket);
        upstream.Deadlines.Watch(this);
    }

    /// <summary>It has served an exchange before this one.</summary>
    public bool IsReused { get; private set; }

    public CloseReason ClosedFor => (CloseReason)Volatile.Read(ref closedFor);

    /// <summary>
    /// True if the instance closed the connection before it got a single byte of what was sent since the last rest: a FIN that
    /// acknowledges nothing of it. (After a reset one cannot know: the app may have read the bytes before the kernel said so.)
    /// To be asked when a receive has returned 0.
    /// </summary>
    public bool NothingWasDelivered =>
        IsReused && acknowledgedAtFirst is { } first && Delivery.AcknowledgedBytes(socket) is { } now && now - first <= sentBefore;

    /// <exception cref="SocketException"/>
    /// <exception cref="ObjectDisposedException"/>
    public async ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = await socket.SendAsync(bytes, SocketFlags.None);
            sent += count;
            bytes = bytes[count..];
        }
    }

    /// <returns>0 when the instance has closed its side.</returns>
    /// <exception cref="SocketException"/>
    /// <exception cref="ObjectDisposedException"/>
    public ValueTask<int> ReceiveAsync(Memory<byte> into) => socket.ReceiveAsync(into, SocketFlags.None);

    /// <summary>Returns when there is something to receive, holding no memory until then.</summary>
    public async ValueTask WaitForBytesAsync() => await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None);

    /// <summary>Says that nothing more will be sent; receiving goes on.</summary>
    public void FinishSending() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>From now on somebody may be silent for long: let the kernel find out whether the other side still exists.</summary>
    public void KeepAlive()
    {
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 20);
        socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
    }

    /// <summary>The connection is closed when this time has passed without another call.</summary>
    public void Allow(TimeSpan time) => SetDeadline(upstream.Ticker.Now + time.Ticks);

    public void AllowForEver() => SetDeadline(Never);

    /// <summary>Waits for the next exchange, at most this long.</summary>
    public void Rest(TimeSpan time)
    {
        IsReused = true;
        sentBefore = sent;
        Allow(time);
    }

    /// <summary>False if the rest was too long, or the instance has closed the connection or said something unasked.</summary>
    public bool TryWake()
    {
        var seen = Volatile.Read(ref deadline);
        return upstream.Ticker.Now < seen
            && Interlocked.CompareExchange(ref deadline, Never, seen) == seen
            && !socket.Poll(0, SelectMode.SelectRead);
    }

    public void ExpireIfDue(long now)
    {
        var seen = Volatile.Read(ref deadline);
        if (seen == Expired || now < seen || Interlocked.CompareExchange(ref deadline, Expired, seen) != seen)
            return;
        pool.Remove(this);
        Close(CloseReason.TimedOut);
    }

    /// <summary>The first reason stays.</summary>
    public void Close(CloseReason reason)
    {
        if (Interlocked.CompareExchange(ref closedFor, (int)reason, (int)CloseReason.None) != (int)CloseReason.None)
            return;
        upstream.Deadlines.Forget(this);
        socket.Dispose();
    }

    private void SetDeadline(long at)
    {
        var seen = Volatile.Read(ref deadline);
        // Once expired it stays so: the socket is being closed.
        while (seen != Expired && Interlocked.CompareExchange(ref deadline, at, seen) is var found && found != seen)
            seen = found;
    }
}
