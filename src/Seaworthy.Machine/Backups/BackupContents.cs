using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Backups;

/// <summary>Which files of a data directory belong into a backup, beside the database.</summary>
public static class BackupContents
{
    /// <summary>
    /// Files, and folders with all below them, that hold what cannot be made again: settings, keys, certificates (Caddy's), the SSH identity,
    /// sources that were uploaded and wait to be built, the sample's repository.
    /// </summary>
    private static readonly string[] wanted = ["settings.env", "keys", "caddy/data", "work/ssh", "work/uploads", "uploads", "samples"];

    /// <summary>Said with every backup: what else an installation is made of.</summary>
    public const string NotIncluded =
        "Not in it: images of apps (deploy an app again, and its image is built or pulled again), volumes of apps, logs of apps and services.";

    /// <summary>Relative paths of regular files, in order. Links, sockets and what is being written are left out.</summary>
    public static IReadOnlyList<string> Files(SeaworthyHome home) =>
        [.. wanted.SelectMany(name => Below(Path.Combine(home.Root, name))).Where(IsKept).Select(file => Path.GetRelativePath(home.Root, file)).Order(StringComparer.Ordinal)];

    private static IEnumerable<string> Below(string path) =>
        File.Exists(path) ? [path] : Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }) : [];

    private static bool IsKept(string file) =>
        new FileInfo(file) is { LinkTarget: null } info && (info.Attributes & FileAttributes.Device) == 0 && !file.EndsWith(".new", StringComparison.Ordinal)
        && !file.EndsWith(".lock", StringComparison.Ordinal) && !file.EndsWith(".sock", StringComparison.Ordinal);
}
