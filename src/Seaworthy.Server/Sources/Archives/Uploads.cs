using System.Security.Cryptography;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources.Archives;

/// <summary>An archive that was sent, kept until it is built.</summary>
/// <param name="Hash">SHA-256 of its bytes, in hexadecimal digits.</param>
/// <param name="Name">What its sender called it, for people.</param>
public sealed record StoredUpload(RevisionId Id, string Hash, long Bytes, string Name);

/// <summary>Archives that users send, each a file named by its revision in <c>uploads/</c> of the data directory.</summary>
public sealed class Uploads(PlatformOptions options, UnprivilegedUser unprivileged)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const string Unfinished = ".partial";

    private string Folder => Path.Combine(options.Home, "uploads");

    public string PathOf(RevisionId id) => Path.Combine(Folder, id.ToString());

    /// <summary>Takes an archive in as it comes; it is kept only if it is sound. Whoever calls this writes the revision's row next.</summary>
    /// <param name="most">Bytes.</param>
    /// <exception cref="UploadTooLargeException"/>
    /// <exception cref="SourceUnavailableException">It is no archive that could be built.</exception>
    public async Task<StoredUpload> ReceiveAsync(RevisionId id, string name, Stream content, long most, CancellationToken ct)
    {
        Directory.CreateDirectory(Folder, OwnerOnly);
        var partial = PathOf(id) + Unfinished;
        try
        {
            await using var file = new FileStream(partial, new FileStreamOptions
            {
                Mode = FileMode.CreateNew,
                Access = FileAccess.ReadWrite,
                UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                Options = FileOptions.Asynchronous,
            });
            var hash = await CopyAsync(content, file, most, ct);
            file.Position = 0;
            await UnprivilegedThread.RunAsync(await unprivileged.GetAsync(ct), () => ArchiveReader.Read(file, UnpackLimits.For(most), new NoTarget()));
            File.Move(partial, PathOf(id));
            return new StoredUpload(id, hash, file.Length, name);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    /// <summary>Lets go of one that nobody will build.</summary>
    public void Discard(RevisionId id) => File.Delete(PathOf(id));

    /// <summary>The revisions whose archives are here, and when each came.</summary>
    internal IEnumerable<(RevisionId Id, DateTimeOffset At)> List()
    {
        if (!Directory.Exists(Folder))
            yield break;
        foreach (var file in new DirectoryInfo(Folder).EnumerateFiles())
        {
            // A name that is unfinished belongs to a revision like any other.
            if (Guid.TryParse(file.Name.Replace(Unfinished, "", StringComparison.Ordinal), out var id))
                yield return (new RevisionId(id), file.LastWriteTimeUtc);
        }
    }

    internal void Remove(RevisionId id)
    {
        File.Delete(PathOf(id));
        File.Delete(PathOf(id) + Unfinished);
    }

    private static async Task<string> CopyAsync(Stream content, FileStream file, long most, CancellationToken ct)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[64 * 1024];
        int read;
        while ((read = await content.ReadAsync(buffer, ct)) > 0)
        {
            if (file.Length + read > most)
                throw new UploadTooLargeException(most);
            hash.AppendData(buffer, 0, read);
            await file.WriteAsync(buffer.AsMemory(0, read), ct);
        }
        await file.FlushAsync(ct);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}

public sealed class UploadTooLargeException(long most) : Exception($"The source is larger than {most / (1024 * 1024)} MB. Leave out what is not needed, or raise SEAWORTHY_UPLOAD_MB.");
