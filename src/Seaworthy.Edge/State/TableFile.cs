using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.State;

/// <summary>The last applied table on disk, from which the edge serves after a restart.</summary>
internal sealed partial class TableFile(string path, TimeProvider clock)
{
    private const int ReadOnlyDirectory = 0x10000 | 0x80000; // O_RDONLY | O_DIRECTORY | O_CLOEXEC

    /// <summary>Null: there is none yet.</summary>
    /// <exception cref="JsonException">It is not a table.</exception>
    public RouteTable? Load()
    {
        try
        {
            using var file = File.OpenRead(path);
            return JsonSerializer.Deserialize(file, EdgeJson.Default.RouteTable) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    /// <summary>Exactly these bytes are on disk.</summary>
    public bool Holds(ReadOnlySpan<byte> table) => File.Exists(path) && table.SequenceEqual(File.ReadAllBytes(path));

    /// <summary>Gives a file that cannot be used another name, so that it can be looked at and is in nobody's way.</summary>
    public string PutAside()
    {
        var aside = $"{path}.unusable-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        File.Move(path, aside, overwrite: true);
        return aside;
    }

    /// <summary>When this returns, the table outlives a power failure; until then the old one does.</summary>
    /// <exception cref="IOException"/>
    public void Save(ReadOnlySpan<byte> table)
    {
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite }))
        {
            file.Write(table);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
        FlushDirectory(directory);
    }

    private static void FlushDirectory(string directory)
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
