using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Seaworthy.Machine.Services;

/// <summary>Listening sockets on their way to a keeper, which inherits them from this process.</summary>
internal sealed partial class HandedDownSockets : IDisposable
{
    private const int SetDescriptorFlags = 2; // F_SETFD
    private const long OpenProcess = 434; // pidfd_open
    private const long GetDescriptor = 438; // pidfd_getfd
    private const int First = 3;

    private readonly IReadOnlyList<Socket> sockets;

    private HandedDownSockets(IReadOnlyList<Socket> sockets)
    {
        this.sockets = sockets;
        // They are to be inherited by the next program that this one starts. This also keeps .NET from disturbing them when it closes them here.
        foreach (var socket in sockets)
            _ = SetFlags((int)socket.Handle, SetDescriptorFlags, 0);
    }

    /// <summary>In ascending order, as keep.sh wants them; empty: none.</summary>
    public string Descriptors => string.Join(' ', sockets.Select(socket => (int)socket.Handle).Order());

    public int Count => sockets.Count;

    public static HandedDownSockets Open(IEnumerable<SocketSpec> specs) => new([.. specs.Select(spec => spec.Open())]);

    /// <summary>Those of a program that was started with them and whose keeper is gone; none where the kernel does not let us have them.</summary>
    public static HandedDownSockets Of(int processId, int count)
    {
        var process = Call(OpenProcess, processId, 0, 0);
        if (process < 0)
            return new HandedDownSockets([]);
        using var held = new SafeFileHandle((nint)process, ownsHandle: true);
        var sockets = new List<Socket>();
        for (var descriptor = First; descriptor < First + count; descriptor++)
        {
            if (Get((int)process, descriptor) is { } socket)
                sockets.Add(socket);
        }
        var all = new HandedDownSockets(sockets);
        if (sockets.Count == count)
            return all;
        all.Dispose();
        return new HandedDownSockets([]);
    }

    public void Dispose()
    {
        foreach (var socket in sockets)
            socket.Dispose();
    }

    /// <summary>Null: it is none, does not listen, or is not given to us.</summary>
    private static Socket? Get(int process, int descriptor)
    {
        var copy = Call(GetDescriptor, process, descriptor, 0);
        if (copy < 0)
            return null;
        _ = SetFlags((int)copy, SetDescriptorFlags, 0);
        var handle = new SafeSocketHandle((nint)copy, ownsHandle: true);
        try
        {
            var socket = new Socket(handle);
            if ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.AcceptConnection)! != 0)
                return socket;
            socket.Dispose();
        }
        catch (SocketException)
        {
            handle.Dispose();
        }
        return null;
    }

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int SetFlags(int descriptor, int command, int flags);

    [LibraryImport("libc", EntryPoint = "syscall", SetLastError = true)]
    private static partial long Call(long number, int first, int second, int third);
}
