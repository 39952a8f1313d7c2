using System.Buffers.Binary;
using System.Formats.Tar;
using System.Text;
using Seaworthy.Docker;
using Seaworthy.Packs;

namespace Seaworthy.Server.Builds;

/// <summary>
/// The base image of the static pack. It is made here, from this machine's own static busybox, so that a static app needs no registry.
/// </summary>
internal sealed class StaticImage(IDockerEngine engine) : IDisposable
{
    private const UnixFileMode Program = (UnixFileMode)0b111_101_101;
    private const UnixFileMode Readable = (UnixFileMode)0b110_100_100;

    // httpd never handles SIGTERM, and the kernel gives process 1 no default: it has nothing to finish, so it is killed.
    private static readonly string[] Changes =
    [
        "USER 65534:65534", "EXPOSE 8080", "WORKDIR /srv", "STOPSIGNAL SIGKILL",
        """CMD ["/bin/busybox", "sh", "-c", "exec /bin/busybox httpd -f -p ${PORT:-8080} -h /srv -c /etc/httpd.conf"]""",
    ];

    // What busybox does not know by itself.
    private const string MediaTypes = """
        .mjs:text/javascript
        .json:application/json
        .webmanifest:application/manifest+json
        .svg:image/svg+xml
        .webp:image/webp
        .avif:image/avif
        .ico:image/x-icon
        .woff:font/woff
        .woff2:font/woff2
        .wasm:application/wasm
        .xml:application/xml
        .md:text/markdown
        .txt:text/plain;charset=utf-8

        """;

    private static readonly string[] Candidates = ["/bin/busybox", "/usr/bin/busybox"];
    private readonly SemaphoreSlim making = new(1);

    /// <exception cref="BuildFailedException">There is no static busybox on this machine.</exception>
    public async Task EnsureAsync(BuildOutput output, CancellationToken ct)
    {
        await making.WaitAsync(ct);
        try
        {
            if (await engine.Images.InspectAsync(StaticPack.BaseImage, ct) is not null)
                return;
            var busybox = Candidates.FirstOrDefault(IsStaticProgram)
                ?? throw new BuildFailedException("Serving files needs a static busybox, which this machine does not have. Install it: apt-get install busybox-static");
            await output.NoteAsync($"Making {StaticPack.BaseImage} from {busybox}");
            using var tar = await ArchiveAsync(busybox, ct);
            var name = StaticPack.BaseImage.Split(':');
            await engine.Images.ImportAsync(tar, new ImageImport(name[0], name[1]) { Changes = Changes }, ct);
        }
        finally
        {
            making.Release();
        }
    }

    public void Dispose() => making.Dispose();

    /// <summary>An ELF program of 64 bits that asks for no interpreter (program header of type 3), and so for no libraries.</summary>
    internal static bool IsStaticProgram(string path)
    {
        const int HeaderSize = 64;
        const uint Interpreter = 3;
        if (!File.Exists(path))
            return false;
        using var file = File.OpenRead(path);
        Span<byte> header = stackalloc byte[HeaderSize];
        if (file.ReadAtLeast(header, HeaderSize, throwOnEndOfStream: false) < HeaderSize || !header[..5].SequenceEqual("\u007fELF\u0002"u8))
            return false;
        var offset = BinaryPrimitives.ReadInt64LittleEndian(header[0x20..]);
        var size = BinaryPrimitives.ReadUInt16LittleEndian(header[0x36..]);
        var count = BinaryPrimitives.ReadUInt16LittleEndian(header[0x38..]);
        var entry = new byte[size];
        for (var index = 0; index < count; index++)
        {
            file.Position = offset + ((long)index * size);
            file.ReadExactly(entry);
            if (BinaryPrimitives.ReadUInt32LittleEndian(entry) == Interpreter)
                return false;
        }
        return count > 0;
    }

    private static async Task<MemoryStream> ArchiveAsync(string busybox, CancellationToken ct)
    {
        var tar = new MemoryStream();
        await using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            foreach (var directory in (string[])["bin/", "etc/", "srv/"])
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.Directory, directory) { Mode = Program }, ct);
            await using var program = File.OpenRead(busybox);
            await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = Program, DataStream = program }, ct);
            await AddAsync("etc/httpd.conf", MediaTypes);
            await AddAsync("etc/passwd", "nobody:x:65534:65534:nobody:/:/bin/false\n");

            async Task AddAsync(string name, string text)
            {
                using var content = new MemoryStream(Encoding.UTF8.GetBytes(text));
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, name) { Mode = Readable, DataStream = content }, ct);
            }
        }
        tar.Position = 0;
        return tar;
    }
}
