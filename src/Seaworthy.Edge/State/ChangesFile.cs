using System.Text.Json;
using Microsoft.Win32.SafeHandles;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.State;

/// <summary>
/// The changes since the whole table was kept, one JSON line each: to keep a change costs what the change is long. A line that was cut
/// short was never answered for, and is as good as not written.
/// </summary>
internal sealed class ChangesFile(string path) : IDisposable
{
    private SafeFileHandle? handle;
    private long length;

    public string Path => path;

    /// <summary>Bytes of the changes that are kept.</summary>
    public long Length => length;

    /// <summary>Changes in the order in which they were kept, up to the first line that is none.</summary>
    /// <returns>Each with the length of the file up to its end; see <see cref="KeepOnly"/>.</returns>
    public IEnumerable<(TableChange Change, long End)> Read()
    {
        byte[] content;
        try
        {
            content = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            yield break;
        }
        for (var start = 0; content.AsSpan(start).IndexOf((byte)'\n') is >= 0 and var lineLength; start += lineLength + 1)
        {
            if (Parse(content.AsSpan(start, lineLength)) is not { } change)
                yield break;
            yield return (change, start + lineLength + 1);
        }
    }

    /// <summary>What is written next stands after this many bytes, and nothing after it.</summary>
    public void KeepOnly(long bytes) => length = bytes;

    /// <summary>When this returns, the change outlives a power failure.</summary>
    /// <exception cref="IOException">It is not kept.</exception>
    /// <param name="change">As JSON, kept as it came: a later edge may understand more of it. Between its parts, a line feed means no more than a blank.</param>
    public void Append(ReadOnlySpan<byte> change)
    {
        var line = new byte[change.Length + 1];
        change.Replace(line, (byte)'\n', (byte)' ');
        line[^1] = (byte)'\n';
        var file = handle ??= Open();
        // Whatever stands there was cut short, or is older than the whole table.
        if (RandomAccess.GetLength(file) != length)
            RandomAccess.SetLength(file, length);
        RandomAccess.Write(file, line, length);
        RandomAccess.FlushToDisk(file);
        length += line.Length;
    }

    /// <summary>The whole table that was just kept is newer than all of them.</summary>
    public void Clear()
    {
        length = 0;
        if (handle is not null || File.Exists(path))
            RandomAccess.SetLength(handle ??= Open(), 0);
    }

    public void Dispose() => handle?.Dispose();

    private SafeFileHandle Open()
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!File.Exists(path))
        {
            using (new FileStream(path, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = ownerOnly })) { }
            Disk.FlushDirectory(System.IO.Path.GetDirectoryName(path)!);
        }
        // A successor reads it while we hold it.
        return File.OpenHandle(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
    }

    private static TableChange? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, EdgeJson.Default.TableChange);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
