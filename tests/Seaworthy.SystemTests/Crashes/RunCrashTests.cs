using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Runs;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>kill -9 of the server while commands run: none is lost, none runs twice, none is left over.</summary>
public sealed class RunCrashTests(CrashWorld crash) : CrashTest(crash)
{
    [Fact]
    public async Task A_run_goes_on_without_its_server_and_is_accounted_for_afterwards()
    {
        var app = await CreateSettledApp();
        await using var events = ContainerEvents.Watch(app);
        var run = await app.Run(new { command = "echo begun; /bin/busybox sleep 4; echo done; exit 7" }, Cancel);
        await app.Becomes("running", run, Cancel);

        await KillAndRestart();

        (await app.Ends(run, Cancel)).ExitCode.ShouldBe(7);
        (await app.LogOf(run, Cancel)).ShouldBe("begun\ndone");
        events.Order.Count(what => what == "start web").ShouldBe(1);
        await Eventually.True(async token => await app.ContainersOf(run, token) == 0, TimeSpan.FromSeconds(30), "its container is gone", Cancel);
    }

    [Fact]
    public async Task Killed_at_once_after_the_request_it_runs_once()
    {
        var app = await CreateSettledApp();
        await using var events = ContainerEvents.Watch(app);
        var run = await app.Run(new { command = "echo only once;" }, Cancel);

        await KillAndRestart();

        (await app.Ends(run, Cancel)).ExitCode.ShouldBe(0);
        events.Order.Count(what => what == "start web").ShouldBe(1);
        await Eventually.True(async token => await app.ContainersOf(run, token) == 0, TimeSpan.FromSeconds(30), "its container is gone", Cancel);
    }

    [Fact]
    public async Task The_time_limit_holds_over_a_restart()
    {
        var app = await CreateSettledApp();
        var run = await app.Run(new { command = "/bin/busybox sleep 600", timeout_seconds = 6 }, Cancel);
        await app.Becomes("running", run, Cancel);

        await KillAndRestart();

        var ended = await app.Ends(run, Cancel);
        ended.Status.ShouldBe("timed_out");
        (ended.FinishedAt - ended.StartedAt).ShouldNotBeNull().ShouldBeLessThan(TimeSpan.FromSeconds(40));
    }

    [Fact]
    public async Task A_pre_deploy_command_under_way_when_the_server_is_killed_runs_once()
    {
        var app = await Create(("pre_deploy_command", "echo counted; /bin/busybox sleep 4"), ("post_deploy_command", "echo told;"));
        await using var events = ContainerEvents.Watch(app);
        var deployment = await app.DeployDockerfile("v1", Cancel);
        await Eventually.True(() => events.Starts("pre-deploy") == 1, TimeSpan.FromSeconds(60), "the pre-deploy command runs", Cancel);

        await KillAndRestart();

        await app.BecomesLive(deployment, Cancel);
        await Eventually.True(() => events.Order.Contains("die post-deploy"), TimeSpan.FromSeconds(60), "the post-deploy command ran", Cancel);
        (events.Starts("pre-deploy"), events.Starts("post-deploy")).ShouldBe((1, 1));
    }

    private async Task<TestedApp> CreateSettledApp()
    {
        var app = await Create();
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        return app;
    }
}
