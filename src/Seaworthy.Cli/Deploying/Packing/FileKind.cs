using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>Tells files from pipes, sockets and devices without opening them, which .NET cannot.</summary>
internal static partial class FileKind
{
    private const int CurrentFolder = -100;
    private const int DoNotFollow = 0x100;
    private const uint Kind = 0x1;

    /// <summary>Where <c>struct statx</c> has its <c>stx_mode</c>.</summary>
    private const int ModeOffset = 28;

    public static bool IsRegular(string path)
    {
        var found = new byte[256];
        return Stat(CurrentFolder, path, DoNotFollow, Kind, found) == 0 && (BinaryPrimitives.ReadUInt16LittleEndian(found.AsSpan(ModeOffset)) & 0xF000) == 0x8000;
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte[] found);
}
