using System.Net.Sockets;

namespace Seaworthy.Edge.Listening;

/// <summary>The file of a Unix socket: a dead process leaves it behind, a live one must keep it.</summary>
internal static class SocketFile
{
    public const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Everybody who may enter its folder.</summary>
    public const UnixFileMode Everybody = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>Makes the path free to listen on.</summary>
    /// <exception cref="InvalidOperationException">Somebody listens there.</exception>
    public static void Free(string path)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
        }
        catch (SocketException)
        {
            File.Delete(path);
            return;
        }
        throw new InvalidOperationException($"Another edge listens on {path}.");
    }
}
