using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;

namespace Seaworthy.Machine.Backups;

/// <summary>A backup, unpacked into a folder of its own and proven whole. The folder goes when this is disposed.</summary>
public sealed class OpenedBackup : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Passable = (UnixFileMode)0b111_101_101;
    private const long LongestManifest = 64 * 1024 * 1024;

    private readonly string folder;

    private OpenedBackup(string folder, BackupManifest manifest) => (this.folder, Manifest) = (folder, manifest);

    public BackupManifest Manifest { get; }

    public string Dump => Path.Combine(folder, BackupManifest.Dump);

    /// <param name="folder">Does not exist yet. Nothing outside it is touched.</param>
    /// <exception cref="BackupUnusableException">It is no backup, or not as it was written.</exception>
    public static async Task<OpenedBackup> OpenAsync(string file, string folder, CancellationToken cancellation)
    {
        Directory.CreateDirectory(folder, OwnerOnly | UnixFileMode.UserExecute);
        try
        {
            await using var stream = File.OpenRead(file);
            await using var gzip = new GZipStream(stream, CompressionMode.Decompress);
            await using var tar = new TarReader(gzip);
            var manifest = await ManifestAsync(file, tar, cancellation);
            foreach (var part in manifest.Parts)
                await UnpackAsync(file, tar, part, folder, cancellation);
            if (await tar.GetNextEntryAsync(cancellationToken: cancellation) is { } more)
                throw new BackupUnusableException(file, $"it holds {more.Name}, which its manifest does not know");
            return new OpenedBackup(folder, manifest);
        }
        catch (Exception fault)
        {
            Directory.Delete(folder, recursive: true);
            if (fault is IOException or InvalidDataException or JsonException or FormatException or UnauthorizedAccessException)
                throw new BackupUnusableException(file, fault.Message.TrimEnd('.'), fault);
            throw;
        }
    }

    /// <summary>Puts every part but the dump into the data directory, over what is there.</summary>
    public void PutInto(string home)
    {
        foreach (var part in Manifest.Parts.Where(part => part.Path != BackupManifest.Dump))
        {
            var target = Path.Combine(home, part.Path);
            MakeFolders(home, Path.GetDirectoryName(part.Path)!);
            File.Copy(Path.Combine(folder, part.Path), target, overwrite: true);
            File.SetUnixFileMode(target, (UnixFileMode)Convert.ToInt32(part.Mode, 8));
        }
    }

    public void Dispose() => Directory.Delete(folder, recursive: true);

    /// <summary>Folders that are not there yet. Whoever builds the sample is not root and must be able to read it; nobody else may look into the others.</summary>
    private static void MakeFolders(string home, string path)
    {
        var at = home;
        foreach (var name in path.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            at = Path.Combine(at, name);
            if (Directory.Exists(at))
                continue;
            Directory.CreateDirectory(at);
            File.SetUnixFileMode(at, path.Split('/')[0] == "samples" ? Passable : OwnerOnly | UnixFileMode.UserExecute);
        }
    }

    private static async Task<BackupManifest> ManifestAsync(string file, TarReader tar, CancellationToken cancellation)
    {
        var entry = await tar.GetNextEntryAsync(cancellationToken: cancellation);
        if (entry is not { Name: BackupManifest.Name, DataStream: { } data, Length: < LongestManifest })
            throw new BackupUnusableException(file, "it does not begin with a manifest");
        var manifest = await JsonSerializer.DeserializeAsync(data, BackupJson.Default.BackupManifest, cancellation);
        if (manifest is not { Format: BackupManifest.CurrentFormat })
            throw new BackupUnusableException(file, $"its format {manifest?.Format} is not one that this version knows");
        if (manifest.Parts.FirstOrDefault(part => !IsInside(part.Path)) is { } outside)
            throw new BackupUnusableException(file, $"the path {outside.Path} leads out of the data directory");
        if (!manifest.Parts.Any(part => part.Path == BackupManifest.Dump))
            throw new BackupUnusableException(file, "it holds no database");
        return manifest;
    }

    private static async Task UnpackAsync(string file, TarReader tar, BackupPart part, string folder, CancellationToken cancellation)
    {
        var entry = await tar.GetNextEntryAsync(cancellationToken: cancellation);
        if (entry is not { EntryType: TarEntryType.RegularFile } || entry.Name != part.Path)
            throw new BackupUnusableException(file, $"{part.Path} is missing");
        var target = Path.Combine(folder, part.Path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        await using var output = new FileStream(target, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, UnixCreateMode = OwnerOnly });
        if (entry.DataStream is { } data)
            await data.CopyToAsync(output, cancellation);
        output.Position = 0;
        if (output.Length != part.Size || Convert.ToHexStringLower(await SHA256.HashDataAsync(output, cancellation)) != part.Sha256)
            throw new BackupUnusableException(file, $"{part.Path} is not as it was written");
    }

    private static bool IsInside(string path) =>
        !Path.IsPathRooted(path) && path.Split('/').All(name => name is not ("" or "." or "..")) && path != BackupManifest.Name;
}

public sealed class BackupUnusableException(string file, string reason, Exception? cause = null)
    : MachineException($"{file} cannot be restored: {reason}. Nothing was changed.", cause);
