using System.Formats.Tar;

namespace Seaworthy.Docker.Tests.Contract;

/// <summary>The root filesystem of an image that needs no registry: this machine's static busybox.</summary>
internal static class BusyboxImage
{
    private const string Busybox = "/bin/busybox";
    private static readonly string[] Applets = ["sh", "sleep", "cat", "echo", "true", "false", "stty", "ls"];

    public static MemoryStream RootFilesystem()
    {
        var tar = new MemoryStream();
        using (var writer = new TarWriter(tar, leaveOpen: true))
        {
            writer.WriteEntry(Busybox, "bin/busybox");
            foreach (var applet in Applets)
                writer.WriteEntry(new PaxTarEntry(TarEntryType.SymbolicLink, $"bin/{applet}") { LinkName = "busybox" });
            writer.WriteEntry(new PaxTarEntry(TarEntryType.Directory, "tmp/"));
        }

        tar.Position = 0;
        return tar;
    }
}
