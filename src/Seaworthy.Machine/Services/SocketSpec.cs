using System.Net;
using System.Net.Sockets;

namespace Seaworthy.Machine.Services;

/// <summary>A listening socket that is opened for a service: on a TCP port of all addresses, or as a Unix socket.</summary>
public sealed record SocketSpec
{
    public const int Backlog = 4096;

    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    private SocketSpec(int? port, string? path) => (Port, Path) = (port, path);

    public int? Port { get; }

    /// <summary>Its folder says who may connect.</summary>
    public string? Path { get; }

    public static SocketSpec OnPort(int port) => new(port, null);

    public static SocketSpec At(string path) => new(null, path);

    public override string ToString() => Path ?? $"{Port}";

    /// <exception cref="SocketException">Somebody else listens there.</exception>
    public Socket Open()
    {
        if (Path is not null)
            return OpenUnix(Path);
        try
        {
            return OpenTcp(IPAddress.IPv6Any);
        }
        catch (SocketException e) when (e.SocketErrorCode != SocketError.AddressAlreadyInUse)
        {
            // A machine without IPv6.
            return OpenTcp(IPAddress.Any);
        }
    }

    private static Socket OpenUnix(string path)
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // Bound under another name, which goes with this process; the right one stays.
        var fresh = path + ".new";
        File.Delete(fresh);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Bind(new UnixDomainSocketEndPoint(fresh));
        File.SetUnixFileMode(fresh, Everybody);
        socket.Listen(Backlog);
        File.Move(fresh, path, overwrite: true);
        return socket;
    }

    private Socket OpenTcp(IPAddress address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (address.AddressFamily == AddressFamily.InterNetworkV6)
                socket.DualMode = true;
            socket.Bind(new IPEndPoint(address, Port!.Value));
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
