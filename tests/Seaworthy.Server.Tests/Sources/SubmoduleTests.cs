using Seaworthy.Server.Sources;
using Seaworthy.Server.Tests.Sources.Rig;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>Submodules by real git over http with a password, and what a stranger's .gitmodules may not name.</summary>
public sealed class SubmoduleTests : IAsyncLifetime
{
    private const string SomeCommit = "da39a3ee5e6b4b0d3255bfef95601890afd80709";
    private readonly SourceRig rig = new();
    private PrivateGitServer server = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => server = await PrivateGitServer.StartAsync(rig.Repositories, Cancel);

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        rig.Dispose();
    }

    [Fact]
    public async Task Each_comes_at_the_commit_that_its_parent_records_also_one_inside_of_another()
    {
        var deep = await rig.RepositoryAsync("deep", ("deep.txt", "deep"));
        var library = await rig.RepositoryAsync("library", ("library.txt", "one"));
        await SourceRig.AddSubmoduleAsync(library, "inner/deep", "../../deep/.git", await SourceRig.HeadAsync(deep));
        var recorded = await SourceRig.HeadAsync(library);
        var app = await rig.RepositoryAsync("app", ("index.html", "app"));
        await SourceRig.AddSubmoduleAsync(app, "libs/library", "../../library/.git", recorded);
        await SourceRig.GitAsync(library.Folder, "commit", "--quiet", "--allow-empty", "--message", "Later");
        var root = await rig.CheckoutAsync(SourceRig.Url(server.Url("app")));
        var told = new List<string>();

        var fetched = await FetchAsync(root, told);

        fetched.Select(checkout => checkout.Path).ShouldBe(["libs/library", "libs/library/inner/deep"]);
        fetched[0].Commit.ShouldBe(recorded);
        (await File.ReadAllTextAsync(Path.Combine(root.Workspace.Source, "libs/library/library.txt"), Cancel)).ShouldBe("one");
        (await File.ReadAllTextAsync(Path.Combine(root.Workspace.Source, "libs/library/inner/deep/deep.txt"), Cancel)).ShouldBe("deep");
        told.Count.ShouldBe(2);
        string.Join('\n', told).ShouldNotContain("s3cret");
        (await rig.Repository.TreeAsync(fetched[1].Commit, fetched[1].Workspace, Cancel)).Files.ShouldBe(["deep.txt"]);
    }

    [Fact]
    public async Task Another_host_is_not_told_the_password()
    {
        await using var elsewhere = await PrivateGitServer.StartAsync(rig.Repositories, Cancel);
        var library = await rig.RepositoryAsync("library", ("library.txt", "one"));
        var app = await rig.RepositoryAsync("app", ("index.html", "app"));
        await SourceRig.AddSubmoduleAsync(app, "library", elsewhere.Url("library", userInfo: ""), await SourceRig.HeadAsync(library));

        var refused = await RefusedAsync(app);

        refused.ShouldStartWith("The submodule library cannot be fetched: ");
        refused.ShouldContain("does not exist or is private");
        elsewhere.Seen.ShouldNotBeEmpty();
        elsewhere.Seen.ShouldAllBe(request => request.Authorization.Length == 0);
    }

    [Theory]
    [InlineData("file:///etc", "is a path of the server")]
    [InlineData("/etc", "is not a URL")]
    [InlineData("ext::sh -c id", "must not contain spaces")]
    [InlineData("--upload-pack=id", "must not start with a dash")]
    [InlineData("../../../x", "leads above the host")]
    [InlineData("http://10.1.2.3/x.git", "which is not public")]
    public async Task What_a_repository_may_not_name_is_refused_by_the_submodules_name(string url, string words)
    {
        var app = await rig.RepositoryAsync("app", ("index.html", "app"));
        await SourceRig.AddSubmoduleAsync(app, "sub", url, SomeCommit);

        var refused = await RefusedAsync(app);

        refused.ShouldStartWith("The submodule sub cannot be fetched: ");
        refused.ShouldContain(words);
    }

    [Fact]
    public async Task One_that_gitmodules_does_not_know_is_named()
    {
        var app = await rig.RepositoryAsync("app", ("index.html", "app"));
        await SourceRig.GitAsync(app.Folder, "update-index", "--add", "--cacheinfo", $"160000,{SomeCommit},lost");
        await SourceRig.GitAsync(app.Folder, "commit", "--quiet", "--message", "Lose");

        (await RefusedAsync(app)).ShouldStartWith("The submodule lost has no URL in .gitmodules.");
    }

    [Fact]
    public async Task A_repository_inside_of_itself_comes_to_an_end()
    {
        var app = await rig.RepositoryAsync("app", ("index.html", "app"));
        await SourceRig.AddSubmoduleAsync(app, "again", "./", await SourceRig.HeadAsync(app));
        await SourceRig.AddSubmoduleAsync(app, "again", "./", await SourceRig.HeadAsync(app));
        for (var turn = 0; turn < 4; turn++)
            await SourceRig.AddSubmoduleAsync(app, "again", "./", await SourceRig.HeadAsync(app));

        (await RefusedAsync(app)).ShouldBe("The submodule again/again/again/again lies inside of 3 others: so deep they are not fetched.");
    }

    private async Task<string> RefusedAsync(Seaworthy.SystemTests.Rig.Git.GitRepository app)
    {
        var root = await rig.CheckoutAsync(SourceRig.Url(server.Url(Path.GetFileName(app.Folder))));
        return (await Should.ThrowAsync<SourceUnavailableException>(() => FetchAsync(root, []))).Message;
    }

    private Task<IReadOnlyList<GitCheckout>> FetchAsync(GitCheckout root, List<string> told) => rig.Submodules.FetchAsync(
        root,
        text =>
        {
            told.Add(text);
            return Task.CompletedTask;
        },
        Cancel);
}
