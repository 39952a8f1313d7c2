using System.Buffers.Binary;
using System.Net.Sockets;

namespace Seaworthy.Edge.Upstreams;

/// <summary>
/// What the kernel knows about the bytes we sent: how many the other side's kernel has acknowledged. An app that closes an idle
/// connection while our request is on its way to it has not seen that request; this is how we can tell.
/// </summary>
internal static class Delivery
{
    private const int Tcp = 6;
    private const int TcpInfo = 11;
    private const int BytesAckedOffset = 120;

    /// <summary><c>tcpi_bytes_acked</c> of Linux's <c>struct tcp_info</c>; null where the kernel does not tell.</summary>
    public static long? AcknowledgedBytes(Socket socket)
    {
        Span<byte> info = stackalloc byte[BytesAckedOffset + sizeof(long)];
        try
        {
            return socket.GetRawSocketOption(Tcp, TcpInfo, info) == info.Length ? BinaryPrimitives.ReadInt64LittleEndian(info[BytesAckedOffset..]) : null;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
