using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace Seaworthy.Server.Tests.Sources.Archives;

/// <summary>Archives for tests, also such as no honest program makes.</summary>
internal static class Archives
{
    public static MemoryStream TarGz(params (string Name, string Text)[] files) =>
        TarGz([.. files.Select(file => new PaxTarEntry(TarEntryType.RegularFile, file.Name) { DataStream = new MemoryStream(Encoding.UTF8.GetBytes(file.Text)) })]);

    public static MemoryStream TarGz(params TarEntry[] entries)
    {
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
        using (var tar = new TarWriter(gzip))
        {
            foreach (var entry in entries)
                tar.WriteEntry(entry);
        }
        archive.Position = 0;
        return archive;
    }

    public static PaxTarEntry Link(string name, string target, TarEntryType type = TarEntryType.SymbolicLink) => new(type, name) { LinkName = target };

    public static MemoryStream Zip(params (string Name, string Text)[] files)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in files)
            {
                using var content = zip.CreateEntry(name).Open();
                content.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        archive.Position = 0;
        return archive;
    }
}
