using System.Net.Sockets;

namespace Seaworthy.Docker.Transport;

internal static class SocketHandler
{
    /// <param name="connected">Told of each new connection's socket; the handler owns it.</param>
    public static SocketsHttpHandler Create(string socketPath, Action<Socket>? connected = null) => new()
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        ConnectCallback = async (_, cancellationToken) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellationToken);
                connected?.Invoke(socket);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    public static string InnermostMessage(this Exception exception) => exception.GetBaseException().Message;
}
