using Seaworthy.Machine.Upgrades;
using Seaworthy.Testing;
using Checkout = Seaworthy.Machine.Layout.Checkout;

namespace Seaworthy.Machine.Tests.Upgrades;

/// <summary>On a real repository, cloned from another one.</summary>
public sealed class CheckoutVersionsTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("sea-upgrade-").FullName;
    private CheckoutVersions versions = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string Upstream => Path.Combine(folder, "upstream");

    private string Clone => Path.Combine(folder, "clone");

    public async ValueTask InitializeAsync()
    {
        Directory.CreateDirectory(Upstream);
        await GitAsync(Upstream, "init", "--quiet", "--initial-branch=main");
        await CommitAsync("one");
        await GitAsync(folder, "clone", "--quiet", Upstream, Clone);
        versions = new CheckoutVersions(new Checkout(Clone));
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task The_newest_comes_and_the_way_back_leads_to_the_same_branch_and_commit()
    {
        var from = await versions.CurrentAsync(Cancellation);
        await CommitAsync("two");

        var to = await versions.FetchAsync(null, Cancellation);

        to.Name.ShouldEndWith(" two");
        to.Branch.ShouldBe("main");
        Read().ShouldBe("two");
        await versions.ReturnAsync(from, Cancellation);
        Read().ShouldBe("one");
        (await versions.CurrentAsync(Cancellation)).ShouldBe(from);
        (await versions.FetchAsync(null, Cancellation)).ShouldBe(to);
    }

    [Fact]
    public async Task A_tag_a_branch_and_a_commit_can_be_gone_to_and_come_back_from()
    {
        var from = await versions.CurrentAsync(Cancellation);
        await CommitAsync("two");
        await GitAsync(Upstream, "tag", "v2");
        await GitAsync(Upstream, "checkout", "--quiet", "-b", "release/3");
        await CommitAsync("three");
        var three = (await GitAsync(Upstream, "rev-parse", "HEAD")).Trim();

        foreach (var (target, content) in new[] { ("v2", "two"), ("release/3", "three"), ("main", "two"), (three, "three") })
        {
            (await versions.FetchAsync(target, Cancellation)).Branch.ShouldBeNull();
            Read().ShouldBe(content, target);
            await versions.ReturnAsync(from, Cancellation);
            (await versions.CurrentAsync(Cancellation)).ShouldBe(from);
        }
    }

    [Theory]
    [InlineData("no-such")]
    [InlineData("--upload-pack=touch /tmp/x")]
    [InlineData("")]
    [InlineData("main; true")]
    public async Task What_is_no_version_is_refused(string target)
    {
        var refused = await Should.ThrowAsync<UpgradeRefusedException>(() => versions.FetchAsync(target, Cancellation));
        refused.Message.ShouldContain("Nothing was changed");
        Read().ShouldBe("one");
    }

    [Fact]
    public async Task Changes_of_ones_own_are_named_and_left_alone()
    {
        await File.WriteAllTextAsync(Path.Combine(Clone, "file"), "mine", Cancellation);

        (await Should.ThrowAsync<UpgradeRefusedException>(() => versions.CurrentAsync(Cancellation))).Message.ShouldContain("file");

        Read().ShouldBe("mine");
    }

    [Fact]
    public async Task Commits_of_ones_own_are_not_merged_with_the_newest()
    {
        await CommitAsync("two");
        await File.WriteAllTextAsync(Path.Combine(Clone, "other"), "mine", Cancellation);
        await GitAsync(Clone, "add", "other");
        await GitAsync(Clone, "-c", "user.name=Tester", "-c", "user.email=tester@example.test", "commit", "--quiet", "--message=mine");

        var refused = await Should.ThrowAsync<MachineException>(() => versions.FetchAsync(null, Cancellation));

        refused.Message.ShouldContain("do not follow from");
        Read().ShouldBe("one");
    }

    [Fact]
    public async Task A_folder_without_Git_is_refused()
    {
        var refused = await Should.ThrowAsync<UpgradeRefusedException>(() => new CheckoutVersions(new Checkout(folder)).CurrentAsync(Cancellation));
        refused.Message.ShouldContain("no clone");
    }

    private string Read() => File.ReadAllText(Path.Combine(Clone, "file"));

    private async Task CommitAsync(string content)
    {
        await File.WriteAllTextAsync(Path.Combine(Upstream, "file"), content, Cancellation);
        await GitAsync(Upstream, "add", "--all");
        await GitAsync(Upstream, "-c", "user.name=Tester", "-c", "user.email=tester@example.test", "commit", "--quiet", $"--message={content}");
    }

    private static Task<string> GitAsync(string directory, params string[] arguments) => Tool.Run("git", arguments, Cancellation, directory);
}
