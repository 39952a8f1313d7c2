using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.RigTests;

/// <summary>The test's own sources of code and images do what the tests of the product believe of them.</summary>
public sealed class SourcesTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_git_server_serves_each_commit_by_smart_http()
    {
        var repository = await GitRepository.Create(folder.In("site"), SourceFiles.Static("first"), Cancel);
        var second = await repository.Commit(SourceFiles.Static("second"), Cancel);
        await using var server = await GitServer.Start(folder.Path, Cancel);

        await Tool.Run("git", ["clone", "--quiet", "--depth", "1", "--branch", GitRepository.Branch, server.Url("site"), folder.In("clone")], Cancel);

        (await Tool.Run("git", ["rev-parse", "HEAD"], Cancel, folder.In("clone"))).Trim().ShouldBe(second);
        (await File.ReadAllTextAsync(folder.In("clone/index.html"), Cancel)).ShouldContain("second");
        server.Requests.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task A_commit_holds_only_its_own_files()
    {
        var repository = await GitRepository.Create(folder.In("app"), SourceFiles.Static("page"), Cancel);
        await repository.Commit(SourceFiles.Unknown, Cancel);

        (await Tool.Run("git", ["ls-files"], Cancel, repository.Folder)).ShouldBe("notes.txt\n");
    }

    [Fact]
    public async Task The_engine_pulls_the_test_application_from_the_registry()
    {
        var image = await TestAppImage.Ensure(Cancel);
        await using var registry = await Registry.Start(folder.In("registry"), Cancel);
        var reference = await registry.Publish(image, "v1", Cancel);

        await Engine.OfThisMachine.Docker(["pull", "--quiet", reference], Cancel);
        try
        {
            var output = await Engine.OfThisMachine.Docker(["run", "--rm", "--env", "VERSION=v1", reference, "/bin/sh", "-c", "/app release"], Cancel);
            output.ShouldStartWith("release command of version v1");
        }
        finally
        {
            await Engine.OfThisMachine.Docker(["image", "rm", reference], Cancel);
        }
    }
}
