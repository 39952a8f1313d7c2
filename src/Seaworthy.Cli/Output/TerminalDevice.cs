using System.Runtime.InteropServices;

namespace Seaworthy.Cli.Output;

/// <summary>The terminal that the process stands at.</summary>
public static partial class TerminalDevice
{
    private const nuint GetWindowSize = 0x5413;

    /// <summary>Null where neither output nor input is a terminal.</summary>
    public static (int Rows, int Columns)? Size()
    {
        Span<ushort> size = stackalloc ushort[4];
        foreach (var descriptor in (ReadOnlySpan<int>)[1, 2, 0])
        {
            if (Control(descriptor, GetWindowSize, ref MemoryMarshal.GetReference(size)) == 0 && size is [> 0 and var rows, > 0 and var columns, ..])
                return (rows, columns);
        }
        return null;
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int Control(int descriptor, nuint request, ref ushort size);
}
