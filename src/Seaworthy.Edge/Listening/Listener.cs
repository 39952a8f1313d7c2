using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Seaworthy.Edge.Listening;

/// <summary>Kestrel without a host around it: one for visitors, one for the control socket, so that neither can exhaust the other.</summary>
internal static class Listener
{
    /// <summary>A lone LF as the end of a line is refused: others read it as part of the line.</summary>
    static Listener() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    private const int Backlog = 4096;

    /// <summary>Listens on a port or a Unix socket, on a socket that was handed down if there is one.</summary>
    public static SocketTransportFactory Sockets(IReadOnlyList<int> inherited, ILoggerFactory logs) =>
        new(Options.Create(new SocketTransportOptions { Backlog = Backlog, CreateBoundListenSocket = endpoint => Tune(InheritedSockets.Find(inherited, endpoint.AddressFamily) ?? Bind(endpoint)) }), logs);

    /// <summary>A server for visitors, who come in by these entrances.</summary>
    public static KestrelServer ForVisitors(IReadOnlyList<Entrance> entrances, EdgeLimits limits, ILoggerFactory logs)
    {
        var kestrel = Common();
        kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Sockets;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.RequestHeadBytes;
        kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.RequestHead;
        kestrel.Limits.KeepAliveTimeout = limits.ClientIdle;
        // How much an app takes is its own affair: bodies stream, and an idle one is ended by EdgeLimits.BodyIdle.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: limits.ClientWrite);
        kestrel.Limits.Http2.MaxRequestHeaderFieldSize = limits.RequestHeadBytes;
        // A client that has vanished without a word holds its streams no longer than this.
        kestrel.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(60);
        kestrel.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(30);
        // What came to Caddy by https reaches us without, and may say so.
        kestrel.AllowAlternateSchemes = true;
        foreach (var entrance in entrances)
        {
            kestrel.Listen(entrance.Http1, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(entrance.Http2, listen => listen.Protocols = HttpProtocols.Http2);
        }
        return new KestrelServer(Options.Create(kestrel), new EntranceListeners(), logs);
    }

    public static KestrelServer ForControl(string socket, ILoggerFactory logs)
    {
        var kestrel = Common();
        kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
        kestrel.ListenUnixSocket(socket, listen => listen.Protocols = HttpProtocols.Http1);
        return new KestrelServer(Options.Create(kestrel), Sockets([], logs), logs);
    }

    private static KestrelServerOptions Common() => new()
    {
        AddServerHeader = false,
        // Header bytes that are not ASCII go through as they are.
        RequestHeaderEncodingSelector = _ => Encoding.Latin1,
        ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
    };

    private static Socket Bind(EndPoint endpoint)
    {
        try
        {
            return SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        }
        catch (SocketException e) when (endpoint is IPEndPoint { AddressFamily: AddressFamily.InterNetworkV6 } both && e.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            // A machine without IPv6.
            return SocketTransportOptions.CreateDefaultBoundListenSocket(new IPEndPoint(IPAddress.Any, both.Port));
        }
    }

    /// <summary>Connections inherit from the listening socket that the kernel looks whether a silent client still exists.</summary>
    private static Socket Tune(Socket socket)
    {
        if (socket.AddressFamily != AddressFamily.Unix)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 20);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
        return socket;
    }
}
