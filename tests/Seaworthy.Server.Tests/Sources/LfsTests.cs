using Seaworthy.Server.Sources;
using Seaworthy.Server.Tests.Sources.Rig;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>Large files by the batch API of Git LFS, from a server that wants a password.</summary>
public sealed class LfsTests : IAsyncLifetime
{
    private const long Most = 1_000_000;
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
    public async Task Files_take_the_place_of_their_pointers()
    {
        var large = new byte[200_000];
        Random.Shared.NextBytes(large);
        var pointer = server.Keep(large);
        var root = await CheckoutAsync(("models/a.bin", pointer), ("models/b.bin", pointer), ("c.bin", server.Keep("small"u8.ToArray())), ("notes.txt", "no pointer"));
        (await rig.Lfs.AreUsedAsync(root, Cancel)).ShouldBeTrue();
        var told = new List<string>();

        await FetchAsync(root, told);

        foreach (var copy in (string[])["models/a.bin", "models/b.bin"])
            (await File.ReadAllBytesAsync(Path.Combine(root.Workspace.Source, copy), Cancel)).ShouldBe(large);
        (await TextAsync(root, "c.bin")).ShouldBe("small");
        (await TextAsync(root, "notes.txt")).ShouldBe("no pointer");
        told.ShouldHaveSingleItem().ShouldStartWith("Fetching 3 files (0.2 MB) from the Git LFS of http://127.0.0.1");
        told[0].ShouldNotContain("s3cret");
        Directory.Exists(root.Workspace.LargeFiles).ShouldBeFalse();
    }

    [Fact]
    public async Task Another_host_gives_files_but_is_not_told_the_password()
    {
        await using var elsewhere = await PrivateGitServer.StartAsync(rig.Repositories, Cancel);
        elsewhere.Keep("small"u8.ToArray());
        server.ObjectsAt = elsewhere.Address;
        var root = await CheckoutAsync(("c.bin", server.Keep("small"u8.ToArray())));

        await FetchAsync(root, []);

        (await TextAsync(root, "c.bin")).ShouldBe("small");
        elsewhere.Seen.ShouldHaveSingleItem().Authorization.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_file_that_is_another_one_is_refused()
    {
        var root = await CheckoutAsync(("c.bin", server.Keep("small"u8.ToArray(), instead: "smell"u8.ToArray())));

        (await RefusedAsync(root)).ShouldContain("its size or its SHA-256 is another");
        (await TextAsync(root, "c.bin")).ShouldStartWith("version ");
    }

    [Fact]
    public async Task A_longer_file_is_refused() =>
        (await RefusedAsync(await CheckoutAsync(("c.bin", server.Keep("small"u8.ToArray(), instead: new byte[100_000]))))).ShouldContain("its size or its SHA-256 is another");

    [Fact]
    public async Task A_file_that_the_server_does_not_have_is_named() =>
        (await RefusedAsync(await CheckoutAsync(("c.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 5\n"))))
            .ShouldContain($"does not have the large file {new string('a', 64)}: Object does not exist (404)");

    [Fact]
    public async Task More_than_is_allowed_is_not_even_asked_for()
    {
        var root = await CheckoutAsync(("c.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize {long.MaxValue}\n"), ("d.bin", $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('b', 64)}\nsize {long.MaxValue}\n"));

        (await RefusedAsync(root)).ShouldContain("more than the 1 MB that are allowed");
        server.Seen.ShouldNotContain(request => request.Path.Contains("/lfs/", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_address_inside_of_the_machines_network_is_refused()
    {
        server.ObjectsAt = "http://169.254.169.254";

        (await RefusedAsync(await CheckoutAsync(("c.bin", server.Keep("small"u8.ToArray()))))).ShouldContain("which is not public");
    }

    [Fact]
    public async Task By_other_ways_than_http_the_error_says_what_to_do()
    {
        var theirs = await TheirsAsync(("c.bin", server.Keep("small"u8.ToArray())));

        (await RefusedAsync(await rig.CheckoutAsync(SourceRig.Url(theirs.FileUrl)))).ShouldContain("Give the https address of the repository");
    }

    [Fact]
    public async Task A_repository_without_attributes_uses_no_large_files()
    {
        var theirs = await rig.RepositoryAsync("plain", ("c.bin", server.Keep("small"u8.ToArray())));

        (await rig.Lfs.AreUsedAsync(await rig.CheckoutAsync(SourceRig.Url(theirs.FileUrl)), Cancel)).ShouldBeFalse();
    }

    private static Task<string> TextAsync(GitCheckout root, string path) => File.ReadAllTextAsync(Path.Combine(root.Workspace.Source, path), Cancel);

    private Task<Seaworthy.SystemTests.Rig.Git.GitRepository> TheirsAsync(params (string Path, string Text)[] files) =>
        rig.RepositoryAsync("app", [.. files, ("data/.gitattributes", "*.bin filter=lfs diff=lfs merge=lfs -text\n")]);

    private async Task<GitCheckout> CheckoutAsync(params (string Path, string Text)[] files)
    {
        await TheirsAsync(files);
        return await rig.CheckoutAsync(SourceRig.Url(server.Url("app")));
    }

    private async Task<string> RefusedAsync(GitCheckout root) => (await Should.ThrowAsync<SourceUnavailableException>(() => FetchAsync(root, []))).Message;

    private Task FetchAsync(GitCheckout root, List<string> told) => rig.Lfs.FetchAsync(
        root, Most,
        text =>
        {
            told.Add(text);
            return Task.CompletedTask;
        },
        Cancel);
}
