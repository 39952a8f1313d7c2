using System.Formats.Tar;
using System.IO.Compression;
using System.Text;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Tests.Sources.Archives;

public sealed class ArchiveReaderTests : IDisposable
{
    private static readonly UnpackLimits Limits = new(10_000_000, 1000);
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-test-archive-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_tar_is_unpacked_with_folders_links_and_permissions()
    {
        var script = new PaxTarEntry(TarEntryType.RegularFile, "./bin/run") { DataStream = new MemoryStream("#!/bin/sh\n"u8.ToArray()), Mode = UnixFileMode.UserExecute | UnixFileMode.UserRead | UnixFileMode.SetUser };
        var tree = Unpack(Archives.TarGz(
            script, new PaxTarEntry(TarEntryType.RegularFile, "Dockerfile") { DataStream = new MemoryStream("FROM scratch\n"u8.ToArray()) },
            Archives.Link("bin/same", "run"), Archives.Link("docs/up", "../Dockerfile"), Archives.Link("copy", "Dockerfile", TarEntryType.HardLink)));

        tree.Files.Order().ShouldBe(["Dockerfile", "bin/run", "copy"]);
        (await tree.ReadAsync("Dockerfile")).ShouldBe("FROM scratch\n");
        File.GetUnixFileMode(Path.Combine(folder, "bin/run")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        new FileInfo(Path.Combine(folder, "docs/up")).LinkTarget.ShouldBe("../Dockerfile");
        (await File.ReadAllTextAsync(Path.Combine(folder, "copy"), Cancel)).ShouldBe("FROM scratch\n");
    }

    [Fact]
    public void The_only_folder_of_an_archive_is_its_source()
    {
        using var archive = Archives.Zip(("app-main/index.html", "hi"), ("app-main/css/site.css", "x"), ("__MACOSX/app-main/._index.html", "junk"));

        var tree = UnpackedTree.Unpack(archive, folder, Limits, out var source);

        source.ShouldBe(Path.Combine(folder, "app-main"));
        tree.Files.Order().ShouldBe(["css/site.css", "index.html"]);
    }

    public static TheoryData<string, string> Refused => new()
    {
        { "../evil", "leads out of the archive" },
        { "a/../../evil", "leads out of the archive" },
        { "/etc/evil", "is an absolute path" },
        { "a\\..\\evil", "backslash" },
        { $"{new string('x', 300)}", "too long" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void A_name_that_leads_elsewhere_is_refused(string name, string because)
    {
        foreach (var archive in new[] { Archives.TarGz((name, "x")), Archives.Zip((name, "x")) })
            Should.Throw<SourceUnavailableException>(() => Unpack(archive)).Message.ShouldContain(because);
        File.Exists(Path.Combine(Path.GetDirectoryName(folder)!, "evil")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("link", "/etc/passwd")]
    [InlineData("link", "../outside")]
    [InlineData("a/link", "../../outside")]
    [InlineData("a/link", "b/../../../outside")]
    public void A_link_that_leads_out_is_refused(string name, string target) =>
        Should.Throw<SourceUnavailableException>(() => Unpack(Archives.TarGz(Archives.Link(name, target)))).Message.ShouldContain("leads out of the archive");

    [Fact]
    public void Nothing_is_written_through_a_link()
    {
        var through = new PaxTarEntry(TarEntryType.RegularFile, "link/file") { DataStream = new MemoryStream("x"u8.ToArray()) };

        Should.Throw<SourceUnavailableException>(() => Unpack(Archives.TarGz(Archives.Link("link", "elsewhere"), through))).Message.ShouldContain("twice");
    }

    [Fact]
    public void A_hard_link_to_what_the_archive_does_not_hold_is_refused() =>
        Should.Throw<SourceUnavailableException>(() => Unpack(Archives.TarGz(Archives.Link("shadow", "etc/shadow", TarEntryType.HardLink)))).Message.ShouldContain("hard link");

    [Fact]
    public void A_device_is_refused() =>
        Should.Throw<SourceUnavailableException>(() => Unpack(Archives.TarGz(new PaxTarEntry(TarEntryType.Fifo, "pipe")))).Message.ShouldContain("neither a file");

    [Fact]
    public void A_bomb_is_refused_before_it_has_gone_off()
    {
        var zeros = new string('0', 12_000_000);
        foreach (var archive in new[] { Archives.TarGz(("zeros", zeros)), Archives.Zip(("zeros", zeros)), Archives.Zip(("a", zeros[..6_000_000]), ("b", zeros[..6_000_000])) })
            Should.Throw<SourceUnavailableException>(() => Read(archive)).Message.ShouldContain("unpacks to more than");
        var copies = Enumerable.Range(0, 50).Select(TarEntry (number) => Archives.Link($"copy{number}", "first", TarEntryType.HardLink)).ToArray();
        var first = new PaxTarEntry(TarEntryType.RegularFile, "first") { DataStream = new MemoryStream(new byte[1_000_000]) };
        Should.Throw<SourceUnavailableException>(() => Read(Archives.TarGz([first, .. copies]))).Message.ShouldContain("unpacks to more than");
    }

    [Fact]
    public void Too_many_entries_are_refused()
    {
        var many = Enumerable.Range(0, 1001).Select(number => ($"f{number}", "")).ToArray();
        foreach (var archive in new[] { Archives.TarGz(many), Archives.Zip(many) })
            Should.Throw<SourceUnavailableException>(() => Read(archive)).Message.ShouldContain("more than 1000 entries");
    }

    [Fact]
    public void What_is_no_archive_or_a_damaged_one_is_said()
    {
        Should.Throw<SourceUnavailableException>(() => Read(new MemoryStream("just text"u8.ToArray()))).Message.ShouldContain("neither a gzipped tar");
        Should.Throw<SourceUnavailableException>(() => Read(new MemoryStream([]))).Message.ShouldContain("neither a gzipped tar");
        var broken = Archives.TarGz(("file", new string('x', 100_000))).ToArray();
        Should.Throw<SourceUnavailableException>(() => Read(new MemoryStream(broken[..(broken.Length / 2)]))).Message.ShouldContain("damaged");
        var zip = Archives.Zip(("file", new string('x', 100_000))).ToArray();
        Should.Throw<SourceUnavailableException>(() => Read(new MemoryStream(zip[..(zip.Length / 2)]))).Message.ShouldContain("damaged");
        Should.Throw<SourceUnavailableException>(() => Read(Zipped(""))).Message.ShouldNotBeEmpty();
    }

    private static MemoryStream Zipped(string text)
    {
        var archive = new MemoryStream();
        using (var gzip = new GZipStream(archive, CompressionLevel.Fastest, leaveOpen: true))
            gzip.Write(Encoding.UTF8.GetBytes(text));
        archive.Position = 0;
        return archive;
    }

    private static void Read(Stream archive) => ArchiveReader.Read(archive, Limits, new NoTarget());

    private UnpackedTree Unpack(Stream archive) => UnpackedTree.Unpack(archive, folder, Limits, out _);
}
