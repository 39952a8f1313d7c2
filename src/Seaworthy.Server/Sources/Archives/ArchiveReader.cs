using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>
/// Walks through a gzipped tar or a zip archive, and refuses whatever could reach outside of it or never end. The format is told by the
/// first bytes, not by a name.
/// </summary>
internal sealed class ArchiveReader
{
    private const int FileTypeMask = 0xF000;
    private const int LinkType = 0xA000;
    private const UnixFileMode PlainFile = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const int LongestLink = 1000;
    private readonly UnpackLimits limits;
    private readonly IArchiveTarget target;
    private readonly Dictionary<string, Kind> known = new(StringComparer.Ordinal) { [""] = Kind.Folder };
    private readonly Dictionary<string, long> sizes = new(StringComparer.Ordinal);

    /// <summary>Of what does not pass through one bounded stream: a zip's files, and copies.</summary>
    private long bytes;
    private int entries;

    private ArchiveReader(UnpackLimits limits, IArchiveTarget target)
    {
        this.limits = limits;
        this.target = target;
    }

    private enum Kind
    {
        Folder,
        File,
        Link,
    }

    /// <summary>Whether it begins as an archive that can be read here does.</summary>
    public static bool IsArchive(ReadOnlySpan<byte> first) => IsGzip(first) || IsZip(first);

    /// <param name="archive">Can be sought in; from its beginning.</param>
    /// <returns>The paths of its regular files.</returns>
    /// <exception cref="SourceUnavailableException">It is damaged, too large when unpacked, or would reach outside; the message says what.</exception>
    public static IReadOnlyCollection<string> Read(Stream archive, UnpackLimits limits, IArchiveTarget target)
    {
        var reader = new ArchiveReader(limits, target);
        Span<byte> first = stackalloc byte[4];
        var length = archive.ReadAtLeast(first, first.Length, throwOnEndOfStream: false);
        archive.Position = 0;
        try
        {
            if (IsGzip(first[..length]))
                reader.ReadTar(archive);
            else if (IsZip(first[..length]))
                reader.ReadZip(archive);
            else
                throw new SourceUnavailableException("The source is neither a gzipped tar archive (.tar.gz) nor a zip archive.");
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or FormatException or NotSupportedException)
        {
            throw new SourceUnavailableException($"The archive is damaged: {e.Message}");
        }
        var files = reader.known.Where(pair => pair.Value == Kind.File).Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal);
        return files.Count > 0 ? files : throw new SourceUnavailableException("The archive holds no file.");
    }

    private static bool IsGzip(ReadOnlySpan<byte> first) => first.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    private static bool IsZip(ReadOnlySpan<byte> first) => first.StartsWith("PK\u0003\u0004"u8);

    private void ReadTar(Stream archive)
    {
        // Headers are bounded too: the stream itself counts, whatever the reader does with it.
        using var plain = new BoundedStream(new GZipStream(archive, CompressionMode.Decompress, leaveOpen: true), limits.Bytes, TooLarge);
        using var tar = new TarReader(plain, leaveOpen: true);
        while (tar.GetNextEntry() is { } entry)
        {
            switch (entry.EntryType)
            {
                case TarEntryType.GlobalExtendedAttributes:
                    continue;
                case TarEntryType.Directory:
                    AddFolder(PathOf(entry.Name));
                    break;
                case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                    AddFile(PathOf(entry.Name), entry.DataStream ?? Stream.Null, entry.Mode);
                    break;
                case TarEntryType.SymbolicLink:
                    AddLink(PathOf(entry.Name), entry.LinkName);
                    break;
                case TarEntryType.HardLink:
                    AddCopy(PathOf(entry.Name), PathOf(entry.LinkName));
                    break;
                default:
                    throw Refused(entry.Name, "is neither a file, a folder nor a link");
            }
        }
    }

    private void ReadZip(Stream archive)
    {
        if (ZipDirectory.CountOf(archive) > limits.Entries)
            throw TooMany();
        using var zip = new ZipArchive(archive, ZipArchiveMode.Read, leaveOpen: true, Encoding.UTF8);
        foreach (var entry in zip.Entries)
        {
            // What the Finder of macOS adds beside each file.
            if (entry.FullName.StartsWith("__MACOSX/", StringComparison.Ordinal))
                continue;
            var path = PathOf(entry.FullName);
            // The upper half are a Unix system's file type and permissions, where one made the archive.
            var mode = entry.ExternalAttributes >> 16;
            if (entry.FullName.EndsWith('/'))
                AddFolder(path);
            else if ((mode & FileTypeMask) == LinkType)
                AddLink(path, ReadLink(entry));
            else
                AddZipped(path, entry, (mode & 0x1FF) == 0 ? PlainFile : (UnixFileMode)(mode & 0x1FF));
        }
    }

    private void AddZipped(string path, ZipArchiveEntry entry, UnixFileMode mode)
    {
        using var content = new BoundedStream(entry.Open(), limits.Bytes - bytes, TooLarge);
        AddFile(path, content, mode);
        bytes += sizes[path];
    }

    private static string ReadLink(ZipArchiveEntry entry)
    {
        using var reader = new BinaryReader(entry.Open());
        return Encoding.UTF8.GetString(reader.ReadBytes(LongestLink + 1));
    }

    private string PathOf(string name)
    {
        if (++entries > limits.Entries)
            throw TooMany();
        return ArchivePath.TryParse(name, out var path, out var fault) ? path : throw Refused(name, fault);
    }

    private void AddFolder(string path)
    {
        if (known.TryGetValue(path, out var kind))
        {
            if (kind != Kind.Folder)
                throw Refused(path, "is there twice, once as a folder");
            return;
        }
        AddFolder(ParentOf(path));
        target.AddFolder(path);
        known.Add(path, Kind.Folder);
    }

    private void AddFile(string path, Stream content, UnixFileMode mode)
    {
        MakeRoomFor(path, Kind.File);
        using var counted = new BoundedStream(content, limits.Bytes, TooLarge);
        target.AddFile(path, counted, mode);
        sizes[path] = counted.Position;
    }

    private void AddLink(string path, string leadsTo)
    {
        if (!ArchivePath.StaysInside(path, leadsTo))
            throw Refused(path, "is a link that leads out of the archive");
        MakeRoomFor(path, Kind.Link);
        target.AddLink(path, leadsTo);
    }

    private void AddCopy(string path, string file)
    {
        if (known.GetValueOrDefault(file) != Kind.File)
            throw Refused(path, "is a hard link to what is no file of the archive");
        MakeRoomFor(path, Kind.File);
        bytes += sizes[path] = sizes[file];
        if (bytes > limits.Bytes)
            throw TooLarge();
        target.AddCopy(path, file);
    }

    /// <summary>Its folders are there, and nothing else is in its place: so nothing is ever written through a link.</summary>
    private void MakeRoomFor(string path, Kind kind)
    {
        AddFolder(ParentOf(path));
        if (path.Length == 0 || (known.TryGetValue(path, out var before) && (before != kind || kind == Kind.Link)))
            throw Refused(path, "is there twice");
        known[path] = kind;
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    private SourceUnavailableException TooLarge() => new($"The archive unpacks to more than {limits.Bytes / 1_000_000} MB.");

    private SourceUnavailableException TooMany() => new($"The archive holds more than {limits.Entries} entries.");

    private static SourceUnavailableException Refused(string entry, string fault) =>
        new($"The archive's entry \"{Platform.TerminalText.Plain(entry.Length > 100 ? $"{entry[..100]}…" : entry)}\" {fault}.");
}
