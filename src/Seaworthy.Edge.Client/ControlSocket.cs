using System.Net.Sockets;

namespace Seaworthy.Edge.Client;

/// <summary>The way to an edge's control socket.</summary>
public static class ControlSocket
{
    /// <param name="path">It need not be there yet: each connection looks anew.</param>
    public static SocketsHttpHandler Handler(string path) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        ConnectCallback = (_, cancellationToken) => ConnectAsync(path, cancellationToken),
    };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
