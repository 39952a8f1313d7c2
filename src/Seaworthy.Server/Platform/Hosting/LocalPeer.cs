using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Seaworthy.Server.Platform.Hosting;

/// <summary>Who connected to the administrator's Unix socket, as the kernel says (<c>SO_PEERCRED</c>): no header can pretend it.</summary>
public sealed record LocalPeer(int ProcessId, uint UserId)
{
    private const int SolSocket = 1;
    private const int SoPeerCred = 17;

    public bool IsRoot => UserId == 0;

    /// <summary>Reads <c>struct ucred { pid_t pid; uid_t uid; gid_t gid; }</c>.</summary>
    internal static LocalPeer Of(Socket socket)
    {
        Span<byte> credentials = stackalloc byte[12];
        if (socket.GetRawSocketOption(SolSocket, SoPeerCred, credentials) != credentials.Length)
            throw new InvalidOperationException("The kernel did not say who connected to the administrator's socket.");
        return new LocalPeer(MemoryMarshal.Read<int>(credentials), MemoryMarshal.Read<uint>(credentials[4..]));
    }
}
