using System.Globalization;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Sources.Lfs;

/// <summary>Large files of a checkout: finds what git has in their place, and puts them there.</summary>
public sealed class LfsFiles(GitProgram git, LfsClient client)
{
    private const int Most = 2000;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    /// <summary>Whether the commit says of any files that they are kept in Git LFS.</summary>
    public async Task<bool> AreUsedAsync(GitCheckout checkout, CancellationToken ct) =>
        (await git.RunAsync(GitProgram.Local(checkout.Workspace), Deadline, ["grep", "--quiet", "--fixed-strings", "-e", "filter=lfs", checkout.Commit, "--", ":(glob)**/.gitattributes"], ct)).Succeeded;

    /// <summary>Replaces every pointer of the checkout by its file.</summary>
    /// <param name="most">Bytes, of all files together.</param>
    /// <param name="tell">Told once, before anything is fetched.</param>
    /// <returns>How many bytes they were.</returns>
    /// <exception cref="SourceUnavailableException">One cannot be had; the message says why.</exception>
    public async Task<long> FetchAsync(GitCheckout checkout, long most, Func<string, Task> tell, CancellationToken ct)
    {
        var pointers = await FindAsync(checkout, ct);
        if (pointers.Count == 0)
            return 0;
        if (checkout.Url.Transport != GitTransport.Http)
            throw new SourceUnavailableException($"{checkout.Url} keeps {pointers.Count} files in Git LFS, which is fetched by http only. Give the https address of the repository, with a user name and password where it is private.");
        var objects = pointers.Select(pointer => new LfsObject(pointer.Id, pointer.Bytes)).DistinctBy(pointer => pointer.Id).ToList();
        // Sizes are a stranger's numbers: they could overflow.
        var total = objects.Aggregate(0m, (sum, next) => sum + next.Bytes);
        if (total > most)
            throw new SourceUnavailableException(string.Create(CultureInfo.InvariantCulture, $"The files that {checkout.Url} keeps in Git LFS are {total / 1_000_000:0} MB together, more than the {most / 1_000_000} MB that are allowed. SEAWORTHY_UPLOAD_MB sets how much: ten times of it."));
        await tell(string.Create(CultureInfo.InvariantCulture, $"Fetching {pointers.Count} files ({total / 1_000_000:0.0} MB) from the Git LFS of {checkout.Url}"));
        var folder = checkout.Workspace.LargeFiles;
        Directory.CreateDirectory(folder, OwnerOnly);
        try
        {
            await client.FetchAsync(checkout.Url, objects, folder, ct);
            foreach (var pointer in pointers)
                await PutAsync(checkout, pointer, Path.Combine(folder, pointer.Id));
            return (long)total;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Read from git's objects: what lies in the folders may be a link.</summary>
    private async Task<IReadOnlyList<LfsPointer>> FindAsync(GitCheckout checkout, CancellationToken ct)
    {
        var local = GitProgram.Local(checkout.Workspace);
        var named = await git.RunAsync(local, Deadline, ["-c", "core.quotePath=false", "grep", "--files-with-matches", "--fixed-strings", "-e", LfsPointer.FirstLine, checkout.Commit], ct);
        var candidates = named.Output.Where(line => line.StartsWith($"{checkout.Commit}:", StringComparison.Ordinal)).Select(line => line[(checkout.Commit.Length + 1)..]).ToHashSet(StringComparer.Ordinal);
        if (candidates.Count == 0)
            return [];
        // 100644 blob 8ab686ea…     132<tab>model.bin
        var listed = await git.RunAsync(local, Deadline, ["-c", "core.quotePath=false", "ls-tree", "-r", "-l", checkout.Commit], ct);
        var small = from line in listed.Output
                    where line.StartsWith("100", StringComparison.Ordinal)
                    let parts = line.Split('\t', 2)
                    where parts.Length == 2 && candidates.Contains(parts[1])
                    let fields = parts[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)
                    where fields.Length == 4 && long.TryParse(fields[3], NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size < LfsPointer.Longest
                    select (Path: parts[1], Blob: fields[2]);
        var pointers = new List<LfsPointer>();
        foreach (var (path, blob) in small)
        {
            var text = await git.RunAsync(local, Deadline, ["cat-file", "blob", blob], ct);
            if (LfsPointer.Read(path, text.Output) is { } pointer)
                pointers.Add(pointer);
            if (pointers.Count > Most)
                throw new SourceUnavailableException($"{checkout.Url} keeps more than {Most} files in Git LFS: so many are not fetched.");
        }
        return pointers;
    }

    /// <summary>By the workspace's user: a link that a commit could have put there leads nowhere that this user may not write.</summary>
    private static async Task PutAsync(GitCheckout checkout, LfsPointer pointer, string file)
    {
        await using var content = File.OpenRead(file);
        await UnprivilegedThread.RunAsync(checkout.Workspace.User, () =>
        {
            var target = InnerPath.Of(checkout.Workspace.Source, pointer.Path);
            var mode = File.GetUnixFileMode(target);
            File.Delete(target);
            using var written = new FileStream(target, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = mode });
            content.CopyTo(written);
            return true;
        });
    }
}
