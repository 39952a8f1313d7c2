using System.Text.Json;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.State;

/// <summary>
/// What the edge serves from after a restart: the last whole table as it came, and beside it the changes since. The whole file is never
/// written anew for a change; once the changes are as many as this keeps, the edge asks for a whole table.
/// </summary>
internal sealed class TableFile(string path, TimeProvider clock) : IDisposable
{
    /// <summary>Reading them takes the edge some hundredths of a second when it starts.</summary>
    private const long LargestChanges = 1024 * 1024;

    private readonly ChangesFile changes = new(path + ".changes");

    /// <summary>The whole on disk is the one that was asked to be kept last. If not, it may be a newer one than serves, and no change belongs on it.</summary>
    private bool isWholeKept = true;

    /// <summary>Null: there is none yet.</summary>
    /// <exception cref="JsonException">It is not a table.</exception>
    public RouteTable? LoadWhole()
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

    /// <summary>The changes that belong on top of the whole table, one after the other. Older ones were left behind by a crash after that table was kept.</summary>
    /// <param name="apply">False: it does not go together with the table so far; then neither do those after it.</param>
    public void LoadChanges(long version, Func<TableChange, bool> apply)
    {
        var kept = 0L;
        foreach (var (change, end) in changes.Read().SkipWhile(kept => kept.Change.Version <= version))
        {
            if (!apply(change))
                break;
            kept = end;
        }
        changes.KeepOnly(kept);
    }

    /// <summary>Exactly these bytes are on disk, and no change since.</summary>
    public bool Holds(ReadOnlySpan<byte> table) => changes.Length == 0 && File.Exists(path) && table.SequenceEqual(File.ReadAllBytes(path));

    /// <summary>Gives a file that cannot be used another name, so that it can be looked at and is in nobody's way.</summary>
    public string PutAside()
    {
        var aside = $"{path}.unusable-{clock.GetUtcNow():yyyyMMdd'T'HHmmss'Z'}";
        File.Move(path, aside, overwrite: true);
        if (File.Exists(changes.Path))
            File.Move(changes.Path, aside + ".changes", overwrite: true);
        return aside;
    }

    /// <summary>When this returns, the table outlives a power failure; until then the old one does.</summary>
    /// <exception cref="IOException"/>
    public void Save(ReadOnlySpan<byte> table)
    {
        const UnixFileMode ownerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        isWholeKept = false;
        var directory = Path.GetDirectoryName(path)!;
        Directory.CreateDirectory(directory, ownerOnly | UnixFileMode.UserExecute);
        var fresh = path + ".new";
        using (var file = new FileStream(fresh, new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, UnixCreateMode = ownerOnly }))
        {
            file.Write(table);
            file.Flush(flushToDisk: true);
        }
        File.Move(fresh, path, overwrite: true);
        Disk.FlushDirectory(directory);
        // A crash before this does no harm: they are older than the table.
        changes.Clear();
        isWholeKept = true;
    }

    /// <summary>When this returns true, the change outlives a power failure. False: a whole table is due, since there are too many of them, or the last whole could not be kept.</summary>
    /// <exception cref="IOException">It is not kept.</exception>
    public bool TryKeep(ReadOnlySpan<byte> change)
    {
        if (!isWholeKept || changes.Length >= LargestChanges)
            return false;
        changes.Append(change);
        return true;
    }

    public void Dispose() => changes.Dispose();
}
