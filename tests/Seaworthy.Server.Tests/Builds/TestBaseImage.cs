using System.Formats.Tar;
using Seaworthy.Docker;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>A base image with a shell and busybox's tools, made without a registry and kept by the engine between runs.</summary>
internal static class TestBaseImage
{
    private const string Repository = "seaworthy-test/shell";
    private const string Tag = "1";

    public static async Task<string> EnsureAsync(CancellationToken cancel)
    {
        using var engine = new DockerEngine(new DockerEngineOptions());
        if (await engine.Images.InspectAsync($"{Repository}:{Tag}", cancel) is null)
        {
            using var tar = new MemoryStream();
            await using (var writer = new TarWriter(tar, leaveOpen: true))
            {
                await using var busybox = File.OpenRead("/bin/busybox");
                await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, "bin/busybox") { Mode = (UnixFileMode)0b111_101_101, DataStream = busybox }, cancel);
                foreach (var tool in (string[])["sh", "cat", "sleep", "ls", "id", "head", "seq", "dd", "test", "find", "hostname"])
                    await writer.WriteEntryAsync(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{tool}") { LinkName = "busybox" }, cancel);
            }
            tar.Position = 0;
            await engine.Images.ImportAsync(tar, new ImageImport(Repository, Tag) { Changes = ["ENV PATH=/bin"] }, cancel);
        }
        return $"{Repository}:{Tag}";
    }
}
