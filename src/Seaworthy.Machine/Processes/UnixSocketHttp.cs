using System.Net.Sockets;

namespace Seaworthy.Machine.Processes;

/// <summary>HTTP over a Unix socket.</summary>
public static class UnixSocketHttp
{
    /// <param name="path">The socket. It need not be there yet: each connection looks anew.</param>
    public static HttpClient Client(string path, TimeSpan timeout) =>
        new(new SocketsHttpHandler { ConnectCallback = (_, cancellation) => ConnectAsync(path, cancellation) })
        {
            // The name only fills the Host header.
            BaseAddress = new Uri("http://localhost"),
            Timeout = timeout,
        };

    private static async ValueTask<Stream> ConnectAsync(string path, CancellationToken cancellation)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
