using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;
using SourceRepository = Seaworthy.Server.Sources.GitRepository;
using TheirGit = Seaworthy.SystemTests.Rig.Git.GitRepository;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>Real git, over http and from a directory.</summary>
public sealed class GitFetchTests : IAsyncLifetime
{
    private const UnixFileMode Readable = (UnixFileMode)0b111_101_101;
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-test-git-").FullName;
    private readonly ProcessRunner processes = new(TimeProvider.System);
    private GitServer http = null!;
    private TheirGit theirs = null!;
    private string first = "";
    private string second = "";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, Readable);
        http = await GitServer.Start(folder, Cancel);
        theirs = await TheirGit.Create(Path.Combine(folder, "app"), SourceFiles.Static("one"), Cancel);
        first = await HeadAsync();
        await theirs.Tag("v1", Cancel);
        await Git("-c", "user.name=Tester", "-c", "user.email=tester@example.test", "tag", "--annotate", "--message", "Signed off", "v1-annotated");
        second = await theirs.Commit(SourceFiles.Static("two"), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await http.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData("", "two")]
    [InlineData("main", "two")]
    [InlineData("v1", "one")]
    [InlineData("v1-annotated", "one")]
    public async Task A_name_is_resolved_to_its_commit_and_exactly_that_is_checked_out(string name, string text)
    {
        foreach (var address in (string[])[http.Url("app/.git"), theirs.FileUrl])
        {
            var (commit, workspace) = await CheckoutAsync(address, name);

            commit.Id.ShouldBe(text == "one" ? first : second);
            commit.Author.ShouldBe("Tester <tester@example.test>");
            (await File.ReadAllTextAsync(Path.Combine(workspace.Source, "index.html"), Cancel)).ShouldContain(text);
            Directory.Exists(Path.Combine(workspace.Source, ".git")).ShouldBeFalse();
        }
    }

    [Fact]
    public async Task A_commit_behind_the_branch_is_fetched_also_where_the_server_gives_only_branches()
    {
        var (commit, workspace) = await CheckoutAsync(http.Url("app/.git"), first);

        commit.Id.ShouldBe(first);
        (await File.ReadAllTextAsync(Path.Combine(workspace.Source, "index.html"), Cancel)).ShouldContain("one");
    }

    [Fact]
    public async Task A_branch_that_moved_after_it_was_resolved_still_gives_the_resolved_commit()
    {
        var (git, url, reference) = (OurGit(), Url(theirs.FileUrl), Ref("main"));
        var workspace = await WorkspaceAsync();
        var resolved = await git.ResolveAsync(url, reference, workspace, Cancel);
        await theirs.Commit(SourceFiles.Static("three"), Cancel);

        await git.CheckoutAsync(url, reference, resolved, workspace, Cancel);

        (await File.ReadAllTextAsync(Path.Combine(workspace.Source, "index.html"), Cancel)).ShouldContain("two");
    }

    [Theory]
    [InlineData("app/.git", "no-such-branch", "has no branch or tag named no-such-branch")]
    [InlineData("app/.git", "da39a3ee5e6b4b0d3255bfef95601890afd80709", "no longer holds the commit")]
    [InlineData("nothing", "", "There is no repository at")]
    public async Task What_is_not_there_is_told_in_plain_words(string path, string name, string words) =>
        (await Should.ThrowAsync<SourceUnavailableException>(() => CheckoutAsync(http.Url(path), name))).Message.ShouldContain(words);

    [Fact]
    public async Task A_closed_range_is_not_even_asked()
    {
        var before = http.Requests;

        var refused = await Should.ThrowAsync<SourceUnavailableException>(() => CheckoutAsync(http.Url("app/.git"), "main", ranges: ""));

        refused.Message.ShouldContain("which is not public");
        http.Requests.ShouldBe(before);
    }

    private async Task<(GitCommit Commit, Workspace Workspace)> CheckoutAsync(string address, string name, string ranges = "127.0.0.0/8")
    {
        var (git, url, reference) = (OurGit(ranges), Url(address), Ref(name));
        var workspace = await WorkspaceAsync();
        return (await git.CheckoutAsync(url, reference, await git.ResolveAsync(url, reference, workspace, Cancel), workspace, Cancel), workspace);
    }

    private async Task<Workspace> WorkspaceAsync()
    {
        var user = new UnprivilegedUser(Options(""), processes, NullLogger<UnprivilegedUser>.Instance);
        return Workspace.Create(Path.Combine(folder, "work", Guid.NewGuid().ToString("n")), await user.GetAsync(Cancel), _ => Task.CompletedTask);
    }

    private SourceRepository OurGit(string ranges = "127.0.0.0/8")
    {
        var options = Options(ranges);
        return new SourceRepository(new GitProgram(processes, new SourceAddresses(options), new SshIdentity(options, processes)));
    }

    private PlatformOptions Options(string ranges) => PlatformOptions.Read(name => name switch
    {
        "SEAWORTHY_HOME" => folder,
        "SEAWORTHY_GIT_ALLOWED_RANGES" => ranges,
        _ => null,
    });

    private static GitUrl Url(string text) => GitUrl.TryParse(text, out var url, out var error) ? url : throw new ArgumentException(error, nameof(text));

    private static GitRef Ref(string text) => GitRef.TryParse(text, out var reference, out var error) ? reference : throw new ArgumentException(error, nameof(text));

    private async Task<string> HeadAsync() => (await Git("rev-parse", "HEAD")).Trim();

    private Task<string> Git(params string[] arguments) => Tool.Run("git", arguments, Cancel, theirs.Folder);
}
