using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Seaworthy.Edge.State;

internal static partial class Disk
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// <summary>When this returns, names that were given or changed in a folder outlive a power failure.</summary>
    /// <exception cref="IOException"/>
    public static void FlushDirectory(string directory)
    {
        using var handle = Open(directory, ReadOnlyDirectory);
        if (handle.IsInvalid || Fsync(handle) != 0)
            throw new IOException($"{directory} could not be flushed to disk: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
    private static partial SafeFileHandle Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int Fsync(SafeFileHandle handle);
}
