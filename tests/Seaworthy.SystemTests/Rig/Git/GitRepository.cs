using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Git;

/// <summary>A Git repository in a directory of its own, made commit by commit.</summary>
public sealed class GitRepository
{
    public const string Branch = "main";

    private GitRepository(string directory) => Folder = directory;

    public string Folder { get; }

    public string FileUrl => $"file://{Folder}";

    public static async Task<GitRepository> Create(string directory, SourceFiles files, CancellationToken cancel)
    {
        var repository = new GitRepository(directory);
        Directory.CreateDirectory(directory);
        await repository.Git(cancel, "init", "--quiet", $"--initial-branch={Branch}");
        await repository.Commit(files, cancel);
        return repository;
    }

    /// <summary>Commits exactly these files: what an earlier commit had beside them is gone.</summary>
    /// <returns>The commit's id, 40 hexadecimal digits.</returns>
    public async Task<string> Commit(SourceFiles files, CancellationToken cancel)
    {
        await Git(cancel, "rm", "-r", "--quiet", "--ignore-unmatch", ".");
        foreach (var (path, text) in files.Texts)
        {
            var full = Path.Combine(Folder, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            await File.WriteAllTextAsync(full, text, cancel);
        }
        await Git(cancel, "add", "--all");
        await Git(cancel, "-c", "user.name=Tester", "-c", "user.email=tester@example.test", "commit", "--quiet", "--allow-empty", "--message", "Change");
        return (await Git(cancel, "rev-parse", "HEAD")).Trim();
    }

    /// <summary>Names the newest commit by a tag.</summary>
    public Task Tag(string name, CancellationToken cancel) => Git(cancel, "tag", name);

    /// <summary>The repository is gone, for whoever wants to fetch from it again.</summary>
    public void Delete() => Directory.Delete(Folder, recursive: true);

    private Task<string> Git(CancellationToken cancel, params string[] arguments) => Tool.Run("git", arguments, cancel, Folder);
}
