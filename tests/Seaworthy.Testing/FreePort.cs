using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Testing;

public static class FreePort
{
    /// <summary>
    /// A TCP port of this machine that nobody listens on now. It lies below the range from which the kernel takes the ports of
    /// outgoing connections (32768 and up), so that none of those can take it before its user does, or while that restarts.
    /// </summary>
    public static int Next()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 32_000);
            using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                probe.Bind(new IPEndPoint(IPAddress.Any, port));
                return port;
            }
            catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
            }
        }
    }
}
