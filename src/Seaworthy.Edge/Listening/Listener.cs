using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Seaworthy.Edge.Listening;

/// <summary>Kestrel without a host around it: one for visitors, one for the control socket, so that neither can exhaust the other.</summary>
internal static class Listener
{
    /// <summary>A lone LF as the end of a line is refused: others read it as part of the line.</summary>
    static Listener() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    /// <summary>A server for visitors, on a TCP port and on Caddy's socket.</summary>
    public static KestrelServer ForVisitors(EdgeOptions options, EdgeLimits limits, ILoggerFactory logs)
    {
        var kestrel = Common();
        kestrel.Limits.MaxConcurrentConnections = limits.Connections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = limits.Sockets;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.RequestHeadBytes;
        kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.RequestHead;
        kestrel.Limits.KeepAliveTimeout = limits.ClientIdle;
        // How much an app takes is its own affair: bodies stream, and an idle one is ended by EdgeLimits.BodyIdle.
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: limits.ClientWrite);
        kestrel.ListenAnyIP(options.HttpPort, OverHttp1);
        kestrel.ListenUnixSocket(options.CaddySocket, OverHttp1);
        return Build(kestrel, logs);
    }

    public static KestrelServer ForControl(EdgeOptions options, ILoggerFactory logs)
    {
        var kestrel = Common();
        kestrel.Limits.MaxRequestBodySize = 256 * 1024 * 1024;
        kestrel.ListenUnixSocket(options.ControlSocket, OverHttp1);
        return Build(kestrel, logs);
    }

    /// <summary>The port that a started server got.</summary>
    public static int Port(KestrelServer server) =>
        server.Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(address => BindingAddress.Parse(address)).First(address => !address.IsUnixPipe).Port;

    private static KestrelServerOptions Common() => new()
    {
        AddServerHeader = false,
        // Header bytes that are not ASCII go through as they are.
        RequestHeaderEncodingSelector = _ => Encoding.Latin1,
        ResponseHeaderEncodingSelector = _ => Encoding.Latin1,
    };

    private static void OverHttp1(ListenOptions listen) => listen.Protocols = HttpProtocols.Http1;

    private static KestrelServer Build(KestrelServerOptions kestrel, ILoggerFactory logs)
    {
        var transport = new SocketTransportOptions { Backlog = 4096, CreateBoundListenSocket = Bind };
        return new KestrelServer(Options.Create(kestrel), new SocketTransportFactory(Options.Create(transport), logs), logs);
    }

    /// <summary>Connections inherit from the listening socket that the kernel looks whether a silent client still exists.</summary>
    private static Socket Bind(EndPoint endpoint)
    {
        var socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
        if (endpoint is IPEndPoint)
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 60);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 20);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
        }
        return socket;
    }
}
