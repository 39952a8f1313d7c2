using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Lfs;
using Seaworthy.Server.Sources.Submodules;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;
using SourceRepository = Seaworthy.Server.Sources.GitRepository;
using TheirGit = Seaworthy.SystemTests.Rig.Git.GitRepository;

namespace Seaworthy.Server.Tests.Sources.Rig;

/// <summary>What fetches sources, in a folder of its own with repositories to fetch from; the loopback range is open.</summary>
public sealed class SourceRig : IDisposable
{
    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;

    public SourceRig()
    {
        File.SetUnixFileMode(Folder, Readable);
        Directory.CreateDirectory(Repositories, Readable);
        Options = PlatformOptions.Read(name => name == "SEAWORTHY_HOME" ? Folder : null) with { GitAllowedRanges = [IPNetwork.Parse("127.0.0.0/8")] };
        Addresses = new SourceAddresses(Options);
        Program = new GitProgram(Processes, Addresses, new SshIdentity(Options, Processes));
        Repository = new SourceRepository(Program);
        Submodules = new GitSubmodules(Program, Repository);
        Lfs = new LfsFiles(Program, new LfsClient(Addresses));
        Users = new UnprivilegedUser(Options, Processes, NullLogger<UnprivilegedUser>.Instance);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("seaworthy-test-sources-").FullName;

    public string Repositories => Path.Combine(Folder, "repositories");

    public PlatformOptions Options { get; }

    public ProcessRunner Processes { get; } = new(TimeProvider.System);

    public SourceAddresses Addresses { get; }

    public GitProgram Program { get; }

    public SourceRepository Repository { get; }

    public GitSubmodules Submodules { get; }

    public LfsFiles Lfs { get; }

    public UnprivilegedUser Users { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static GitUrl Url(string text) => GitUrl.TryParse(text, out var url, out var error) ? url : throw new ArgumentException(error, nameof(text));

    public static Task<string> GitAsync(string folder, params string[] arguments) =>
        Tool.Run("git", ["-c", "user.name=Tester", "-c", "user.email=tester@example.test", .. arguments], Cancel, folder);

    public Task<TheirGit> RepositoryAsync(string name, params (string Path, string Text)[] files) =>
        TheirGit.Create(Path.Combine(Repositories, name), new SourceFiles(files.ToDictionary(file => file.Path, file => file.Text)), Cancel);

    /// <summary>Commits a submodule as <c>git submodule add</c> would, whether its URL leads anywhere or not.</summary>
    public static async Task AddSubmoduleAsync(TheirGit parent, string path, string url, string commit)
    {
        await GitAsync(parent.Folder, "config", "--file", ".gitmodules", $"submodule.{path}.path", path);
        await GitAsync(parent.Folder, "config", "--file", ".gitmodules", $"submodule.{path}.url", url);
        await GitAsync(parent.Folder, "add", ".gitmodules");
        await GitAsync(parent.Folder, "update-index", "--add", "--cacheinfo", $"160000,{commit},{path}");
        await GitAsync(parent.Folder, "commit", "--quiet", "--message", $"Add {path}");
    }

    public static async Task<string> HeadAsync(TheirGit repository) => (await GitAsync(repository.Folder, "rev-parse", "HEAD")).Trim();

    public async Task<Workspace> WorkspaceAsync() =>
        Workspace.Create(Path.Combine(Folder, "work", Guid.NewGuid().ToString("n")), await Users.GetAsync(Cancel), _ => Task.CompletedTask);

    public async Task<GitCheckout> CheckoutAsync(GitUrl url)
    {
        var workspace = await WorkspaceAsync();
        var commit = await Repository.ResolveAsync(url, GitRef.Default, workspace, Cancel);
        await Repository.CheckoutAsync(url, GitRef.Default, commit, workspace, Cancel);
        return new GitCheckout("", url, commit, workspace);
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
