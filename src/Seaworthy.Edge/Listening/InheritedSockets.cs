using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Seaworthy.Edge.Listening;

/// <summary>
/// Listening sockets that belong to whoever started this process, by the protocol of systemd's socket activation: <c>LISTEN_FDS</c> of them
/// from descriptor 3 on, for the process <c>LISTEN_PID</c>. They outlive the process: connections wait in them until the next one accepts.
/// </summary>
internal static partial class InheritedSockets
{
    private const int First = 3;

    public static IReadOnlyList<int> Descriptors(Func<string, string?> environment, int processId) =>
        int.TryParse(environment("LISTEN_PID"), out var meant) && meant == processId && int.TryParse(environment("LISTEN_FDS"), out var count) && count is > 0 and < 16
            ? [.. Enumerable.Range(First, count)]
            : [];

    /// <summary>The one among them for a port, or for a Unix socket; null if there is none.</summary>
    public static Socket? Find(IReadOnlyList<int> descriptors, AddressFamily family)
    {
        foreach (var descriptor in descriptors)
        {
            if (IsUnix(descriptor) == (family == AddressFamily.Unix))
                return new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        }
        return null;
    }

    private static bool IsUnix(int descriptor)
    {
        const int socketLevel = 1, domain = 39, unix = 1; // SOL_SOCKET, SO_DOMAIN, AF_UNIX
        var (value, length) = (0, sizeof(int));
        return GetOption(descriptor, socketLevel, domain, ref value, ref length) == 0 && value == unix;
    }

    [LibraryImport("libc", EntryPoint = "getsockopt")]
    private static partial int GetOption(int descriptor, int level, int option, ref int value, ref int length);
}
