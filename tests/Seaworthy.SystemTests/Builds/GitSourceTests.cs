using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;

namespace Seaworthy.SystemTests.Builds;

/// <summary>A Git repository becomes a live app, and one that cannot says why.</summary>
public sealed class GitSourceTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task A_dockerfile_becomes_a_live_app()
    {
        var app = await CreateApp();

        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task Each_deployment_brings_the_newest_commit()
    {
        var app = await CreateLiveApp("v1");

        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
    }

    [Fact]
    public async Task A_tag_brings_what_it_names_and_not_what_came_after()
    {
        var app = await CreateLiveApp("v1");
        await app.Repository.Tag("first", Cancel);
        await app.Repository.Commit(SourceFiles.Dockerfile(World.Image, "v2"), Cancel);

        await app.BecomesLive(await app.DeployGit(World.UrlOf(app.Repository), "first", Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task A_commit_id_brings_that_commit()
    {
        var app = await CreateApp();
        var repository = await World.Repository(SourceFiles.Unknown, Cancel);
        var commit = await repository.Commit(SourceFiles.Dockerfile(World.Image, "v1"), Cancel);
        await repository.Commit(SourceFiles.Dockerfile(World.Image, "v2"), Cancel);

        await app.BecomesLive(await app.DeployGit(World.UrlOf(repository), commit, Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task An_administrator_deploys_from_a_local_repository()
    {
        var app = await CreateApp();
        var repository = await World.Repository(SourceFiles.Dockerfile(World.Image, "v1"), Cancel);

        await app.BecomesLive(await app.DeployGit(repository.FileUrl, GitRepository.Branch, Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task A_folder_of_pages_is_served_as_it_is()
    {
        var app = await CreateApp();

        await app.BecomesLive(await app.DeployFiles(SourceFiles.Static("Hello from a file"), Cancel), Cancel);

        (await app.Answer("/", Cancel)).Body.ShouldContain("Hello from a file");
    }

    [Fact]
    public async Task A_source_without_any_plan_fails_and_says_what_was_looked_for()
    {
        var failed = await Fails(SourceFiles.Unknown);

        failed.Reason.ShouldNotBeNull().ShouldContain("Dockerfile");
    }

    [Fact]
    public async Task A_failing_step_is_named_with_its_line_and_the_tail_of_its_output()
    {
        var failed = await Fails(SourceFiles.FailingStep(World.Image));

        failed.Reason.ShouldNotBeNull().ShouldContain("RUN echo compiling");
        failed.Reason.ShouldContain("line 2");
        failed.LogTail.ShouldNotBeNull().ShouldContain("undefined reference to main");
    }

    [Fact]
    public async Task An_unknown_instruction_is_named_with_its_line()
    {
        var failed = await Fails(SourceFiles.UnknownInstruction(World.Image));

        failed.Reason.ShouldNotBeNull().ShouldContain("FETCH");
        failed.Reason.ShouldContain("line 2");
    }

    [Fact]
    public async Task An_unknown_branch_fails_and_is_named()
    {
        var app = await CreateApp();
        var repository = await World.Repository(SourceFiles.Dockerfile(World.Image, "v1"), Cancel);

        var failed = await app.Becomes("failed", await app.DeployGit(World.UrlOf(repository), "no-such-branch", Cancel), Cancel);

        failed.Reason.ShouldNotBeNull().ShouldContain("no-such-branch");
    }

    [Fact]
    public async Task A_failed_build_leaves_what_serves_alone()
    {
        var app = await CreateLiveApp("v1");

        await app.Becomes("failed", await app.DeployFiles(SourceFiles.FailingStep(World.Image), Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    private async Task<DeploymentView> Fails(SourceFiles files)
    {
        var app = await CreateApp();
        return await app.Becomes("failed", await app.DeployFiles(files, Cancel), Cancel);
    }
}
