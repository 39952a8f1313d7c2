using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Machine.Backups;

/// <summary>Makes a backup while everything runs: a copy is taken of every part first, so that what is hashed is what is written.</summary>
public sealed class BackupWriter(Installation installation, Origin origin, TimeProvider time)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode OwnersFolder = OwnerOnly | UnixFileMode.UserExecute;

    /// <summary>Written beside the file and renamed when it is whole; only its owner may read it.</summary>
    public async Task<BackupManifest> WriteAsync(string file, IStep step, CancellationToken cancellation)
    {
        var unfinished = $"{file}.unfinished-{Guid.NewGuid():n}";
        try
        {
            BackupManifest manifest;
            await using (var stream = new FileStream(unfinished, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly }))
            {
                manifest = await WriteAsync(stream, step, cancellation);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true);
            return manifest;
        }
        catch (UnauthorizedAccessException cause)
        {
            throw new BackupNotWrittenException(file, cause);
        }
        catch (IOException cause)
        {
            throw new BackupNotWrittenException(file, cause);
        }
        finally
        {
            if (Directory.Exists(Path.GetDirectoryName(unfinished)))
                File.Delete(unfinished);
        }
    }

    /// <exception cref="PostgresUnreachableException">There is no database to be dumped.</exception>
    public async Task<BackupManifest> WriteAsync(Stream output, IStep step, CancellationToken cancellation)
    {
        var staging = Directory.CreateDirectory(Path.Combine(installation.Home.Root, $".backup-{Guid.NewGuid():n}"), OwnersFolder).FullName;
        try
        {
            var manifest = await StageAsync(staging, step, cancellation);
            step.Doing("compressing");
            await PackAsync(staging, manifest, output, cancellation);
            return manifest;
        }
        finally
        {
            Directory.Delete(staging, recursive: true);
        }
    }

    private async Task<BackupManifest> StageAsync(string staging, IStep step, CancellationToken cancellation)
    {
        var database = InstallationDatabase.Of(installation);
        var id = await database.InstallationIdAsync(cancellation) ?? throw new NothingToBackUpException(installation.Home);
        var schema = await database.SchemaAsync(cancellation);
        await database.DumpAsync(Path.Combine(staging, BackupManifest.Dump), step.Doing, cancellation);
        var parts = new List<BackupPart> { await PartAsync(staging, BackupManifest.Dump, "600", cancellation) };
        foreach (var path in BackupContents.Files(installation.Home))
        {
            step.Doing(path);
            var source = Path.Combine(installation.Home.Root, path);
            var copy = Path.Combine(staging, path);
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!, OwnersFolder);
            try
            {
                File.Copy(source, copy);
            }
            catch (FileNotFoundException)
            {
                // It went since it was listed, as a certificate that was replaced.
                continue;
            }
            parts.Add(await PartAsync(staging, path, Convert.ToString((int)File.GetUnixFileMode(source), 8), cancellation));
        }
        return new BackupManifest(BackupManifest.CurrentFormat, origin.Version, schema, time.GetUtcNow(), id, Environment.MachineName, installation.Home.Root, parts);
    }

    private static async Task<BackupPart> PartAsync(string staging, string path, string mode, CancellationToken cancellation)
    {
        await using var file = File.OpenRead(Path.Combine(staging, path));
        return new BackupPart(path, file.Length, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellation)), mode);
    }

    private async Task PackAsync(string staging, BackupManifest manifest, Stream output, CancellationToken cancellation)
    {
        await using var gzip = new GZipStream(output, CompressionLevel.Optimal, leaveOpen: true);
        await using var tar = new TarWriter(gzip, TarEntryFormat.Pax);
        using (var text = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest, BackupJson.Default.BackupManifest)))
            await tar.WriteEntryAsync(new PaxTarEntry(TarEntryType.RegularFile, BackupManifest.Name) { Mode = OwnerOnly, ModificationTime = time.GetUtcNow(), DataStream = text }, cancellation);
        foreach (var part in manifest.Parts)
        {
            await using var content = File.OpenRead(Path.Combine(staging, part.Path));
            await tar.WriteEntryAsync(
                new PaxTarEntry(TarEntryType.RegularFile, part.Path) { Mode = (UnixFileMode)Convert.ToInt32(part.Mode, 8), ModificationTime = time.GetUtcNow(), DataStream = content }, cancellation);
        }
    }

    /// <summary>"seaworthy-HOST-20260131-120000.tar.gz".</summary>
    public static string FileName(string stem, TimeProvider time) =>
        $"{stem}-{time.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture)}.tar.gz";
}

public sealed class NothingToBackUpException(SeaworthyHome home) : MachineException(
    $"The database of {home.Root} is empty, so there is nothing to back up. Make an installation with ./sea up; if it lies elsewhere, set {SeaworthyHome.Variable}.");

public sealed class BackupNotWrittenException(string file, Exception cause) : MachineException(
    $"The backup {file} could not be written: {cause.Message} Nothing unfinished was left behind; name another place, or make room.", cause);
