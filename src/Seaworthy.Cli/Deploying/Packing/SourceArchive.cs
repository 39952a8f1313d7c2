using System.Formats.Tar;
using System.IO.Compression;

namespace Seaworthy.Cli.Deploying.Packing;

/// <summary>A folder as tar.gz, written entry by entry. Owners are left out; modes and times stay.</summary>
public sealed class SourceArchive(SourceFolder folder)
{
    /// <summary>How many files have been written.</summary>
    public int Files { get; private set; }

    /// <summary>How many bytes they hold, unpacked.</summary>
    public long Bytes { get; private set; }

    /// <param name="progress">Called after each file.</param>
    public async Task WriteAsync(Stream output, Action? progress, CancellationToken cancellation)
    {
        (Files, Bytes) = (0, 0);
        await using var zip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(zip, TarEntryFormat.Pax, leaveOpen: true);
        foreach (var entry in folder.Entries())
        {
            await WriteAsync(tar, entry, cancellation);
            progress?.Invoke();
        }
    }

    private async Task WriteAsync(TarWriter tar, SourceEntry entry, CancellationToken cancellation)
    {
        var type = entry.IsFolder ? TarEntryType.Directory : entry.Info.LinkTarget is null ? TarEntryType.RegularFile : TarEntryType.SymbolicLink;
        var packed = new PaxTarEntry(type, entry.IsFolder ? $"{entry.Path}/" : entry.Path) { ModificationTime = entry.Info.LastWriteTimeUtc };
        if (type == TarEntryType.SymbolicLink)
        {
            packed.LinkName = entry.Info.LinkTarget!;
            await tar.WriteEntryAsync(packed, cancellation);
            return;
        }
        packed.Mode = File.GetUnixFileMode(entry.Info.FullName);
        if (type == TarEntryType.Directory)
        {
            await tar.WriteEntryAsync(packed, cancellation);
            return;
        }
        await using var file = Open(entry);
        packed.DataStream = file;
        await tar.WriteEntryAsync(packed, cancellation);
        Files++;
        Bytes += file.Length;
    }

    private static FileStream Open(SourceEntry entry)
    {
        try
        {
            return new FileStream(entry.Info.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException($"{entry.Path} cannot be read. Let yourself read it, or leave it out by .gitignore or .dockerignore.");
        }
    }
}
