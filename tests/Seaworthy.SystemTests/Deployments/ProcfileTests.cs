using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>Several processes of one release: web, worker and the release command.</summary>
public sealed class ProcfileTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Web_answers_the_worker_ticks_and_the_release_command_ran_once()
    {
        var app = await CreateApp();
        await using var events = ContainerEvents.Watch(app);

        await app.BecomesLive(await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1"), Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        await Eventually.True(async token => (await app.Logs(token)).Contains("worker v1 tick", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the worker ticks", Cancel);
        events.Starts("release").ShouldBe(1);
    }

    [Fact]
    public async Task A_failing_release_command_keeps_the_old_release_and_shows_its_log()
    {
        var app = await CreateApp();
        await app.BecomesLive(await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1"), Cancel), Cancel);
        await using var events = ContainerEvents.Watch(app);

        var failed = await app.Becomes("failed", await app.DeployFiles(SourceFiles.Procfile(World.Image, "v2", "RELEASE_EXIT_CODE=5"), Cancel), Cancel);

        failed.Reason.ShouldNotBeNull().ShouldContain("exit code 5");
        failed.LogTail.ShouldNotBeNull().ShouldContain("release command of version v2");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        events.Starts("release").ShouldBe(1);
    }

    [Fact]
    public async Task A_slow_release_command_is_waited_for_and_ends_before_the_web_process_starts()
    {
        var app = await CreateApp();
        await using var events = ContainerEvents.Watch(app);

        await app.BecomesLive(await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1", "RELEASE_SECONDS=5"), Cancel), Cancel);

        events.Starts("release").ShouldBe(1);
        events.Order.Where(what => what != "start worker").ShouldBe(["start release", "die release", "start web"]);
    }

    [Fact]
    public async Task A_rollback_and_a_restart_run_no_release_command()
    {
        var app = await CreateApp();
        await app.BecomesLive(await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1"), Cancel), Cancel);
        await app.Becomes("succeeded", await app.DeployFiles(SourceFiles.Procfile(World.Image, "v2"), Cancel), Cancel);
        await using var events = ContainerEvents.Watch(app);

        await app.Becomes("succeeded", await app.Rollback(1, Cancel), Cancel);
        await app.Order("restart", Cancel);
        await Eventually.True(() => events.Starts("web") == 2, TimeSpan.FromSeconds(60), "the restart starts a container", Cancel);

        events.Starts("release").ShouldBe(0);
    }
}
