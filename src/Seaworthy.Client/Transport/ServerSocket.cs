using System.Net.Sockets;

namespace Seaworthy.Client.Transport;

/// <summary>Makes the connections to a server: TCP, or the Unix socket.</summary>
internal static class ServerSocket
{
    public static SocketsHttpHandler Handler(ServerAddress address) => new()
    {
        // A token must never follow a redirect to somebody else.
        AllowAutoRedirect = false,
        ConnectCallback = (context, cancellation) => ConnectAsync(address, context.DnsEndPoint, cancellation),
        ConnectTimeout = TimeSpan.FromSeconds(10),
        // A proxy is for the world outside.
        UseProxy = address is ServerAddress.Http { Url.IsLoopback: false },
        Expect100ContinueTimeout = TimeSpan.FromSeconds(5),
    };

    private static async ValueTask<Stream> ConnectAsync(ServerAddress address, System.Net.DnsEndPoint host, CancellationToken cancellation)
    {
        var socket = address is ServerAddress.AdminSocket
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (address is ServerAddress.AdminSocket(var path))
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            else
            {
                // A stream that is silent for hours must still notice that the other side is gone.
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
                socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
                await socket.ConnectAsync(host, cancellation);
            }
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
