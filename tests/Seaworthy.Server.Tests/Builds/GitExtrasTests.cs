using Seaworthy.Server.Builds;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Tests.Sources.Rig;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Builds of repositories that hold more than their own files.</summary>
public sealed class GitExtrasTests(BuildServer server) : IClassFixture<BuildServer>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_submodule_is_part_of_the_source_where_it_is_asked_for(bool submodules)
    {
        var library = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nCOPY greeting.txt /\nRUN cat /greeting.txt\n"), ("greeting.txt", "from the submodule\n"));
        var app = await server.RepositoryAsync(("readme.txt", "app"));
        await SourceRig.AddSubmoduleAsync(app, "library", library.FileUrl, await SourceRig.HeadAsync(library));

        var build = await BuildAsync(new SourceSpec.Git(SourceRig.Url(app.FileUrl), GitRef.Default) { Submodules = submodules, BasePath = Inside("library") });

        build.Status.ShouldBe(submodules ? BuildStatus.Succeeded : BuildStatus.Failed, build.Error);
        (await server.LogAsync(build.Id)).Contains("from the submodule").ShouldBe(submodules);
    }

    [Fact]
    public async Task A_pointer_to_a_large_file_stays_one_and_the_log_says_so()
    {
        var pointer = $"version https://git-lfs.github.com/spec/v1\noid sha256:{new string('a', 64)}\nsize 5\n";
        var app = await server.RepositoryAsync(
            ("Dockerfile", $"FROM {server.BaseImage}\nCOPY a.bin /\nRUN cat /a.bin\n"), ("a.bin", pointer), (".gitattributes", "*.bin filter=lfs -text\n"));

        var build = await BuildAsync(new SourceSpec.Git(SourceRig.Url(app.FileUrl), GitRef.Default));

        build.Error.ShouldBeNull();
        var log = await server.LogAsync(build.Id);
        log.ShouldContain("size 5");
        log.Count(line => line.Contains("keeps files in Git LFS, which are not fetched", StringComparison.Ordinal)).ShouldBe(1);
        (await BuildAsync(new SourceSpec.Git(SourceRig.Url(app.FileUrl), GitRef.Default) { Lfs = true })).Error.ShouldNotBeNull().ShouldContain("Give the https address of the repository");
    }

    private static SourcePath Inside(string text) => SourcePath.TryParse(text, out var path, out var error) ? path : throw new ArgumentException(error, nameof(text));

    private async Task<Build> BuildAsync(SourceSpec source) => await server.EndedAsync(await server.RequestAsync(await server.AppAsync(), source, new BuildOverrides()));
}
