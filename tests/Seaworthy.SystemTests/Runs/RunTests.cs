using System.Net;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Runs;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Runs;

/// <summary>Commands that run once, beside the app that serves.</summary>
public sealed class RunTests(SharedWorld shared) : SystemTest(shared)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task It_has_the_releases_environment_and_ends_with_its_exit_code_and_its_log()
    {
        var app = await CreateLiveApp("v1", "GREETING=ahoy");

        var run = await app.Run(new { command = "echo $GREETING $EXTRA on $(hostname); exit 7", env = new Dictionary<string, string> { ["EXTRA"] = "sailor" } }, Cancel);
        var ended = await app.Ends(run, Cancel);

        ended.Status.ShouldBe("exited");
        ended.ExitCode.ShouldBe(7);
        ended.Release.ShouldBe(1);
        (await app.LogOf(run, Cancel)).ShouldBe("ahoy sailor on run");
        await Eventually.True(async token => await app.ContainersOf(run, token) == 0, Patience, "its container is gone", Cancel);
        (await app.LogOf(run, Cancel)).ShouldBe("ahoy sailor on run");
        // It never was a target.
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task A_list_of_arguments_needs_no_shell()
    {
        var app = await CreateLiveApp("v1");

        var run = await app.Run(new { command = new[] { "/bin/busybox", "echo", "$HOME & two  spaces" } }, Cancel);

        (await app.Ends(run, Cancel)).ExitCode.ShouldBe(0);
        (await app.LogOf(run, Cancel)).ShouldBe("$HOME & two  spaces");
    }

    [Fact]
    public async Task Its_time_limit_ends_it()
    {
        var app = await CreateLiveApp("v1");

        var ended = await app.Ends(await app.Run(new { command = "/bin/busybox sleep 600", timeout_seconds = 2 }, Cancel), Cancel);

        ended.Status.ShouldBe("timed_out");
        ended.Error.ShouldNotBeNull().ShouldContain("longer than its 2 s");
    }

    [Fact]
    public async Task A_stop_ends_it()
    {
        var app = await CreateLiveApp("v1");
        var run = await app.Run(new { command = "trap 'echo stopping; exit 3' TERM; while true; do /bin/busybox sleep 0.1; done" }, Cancel);
        await app.Becomes("running", run, Cancel);

        await World.Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/runs/{run.Id}/stop", null, Cancel);
        var ended = await app.Ends(run, Cancel);

        ended.Status.ShouldBe("stopped");
        ended.ExitCode.ShouldBe(3);
        (await app.LogOf(run, Cancel)).ShouldContain("stopping");
        (await Should.ThrowAsync<ApiException>(() => World.Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/runs/{run.Id}/stop", null, Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task What_cannot_be_run_fails_with_the_reason()
    {
        var app = await CreateLiveApp("v1");

        var ended = await app.Ends(await app.Run(new { command = new[] { "/no/such/program" } }, Cancel), Cancel);

        ended.Status.ShouldBe("failed");
        ended.Error.ShouldNotBeNull().ShouldContain("/no/such/program");
    }

    [Fact]
    public async Task Ten_run_at_once_and_no_more()
    {
        var app = await TestedApp.Create(World, [], Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        for (var count = 0; count < 10; count++)
            await app.Run(new { command = "/bin/busybox sleep 600", memory_limit = 16_000_000 }, Cancel);

        (await Should.ThrowAsync<ApiException>(() => app.Run(new { command = "true" }, Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);

        // Deleting the app ends them all.
        await app.Delete(Cancel);
        await Eventually.True(async token => await Rig.Containers.Of(app, token) == 0, TimeSpan.FromSeconds(60), "nothing of the app is left", Cancel);
    }

    [Fact]
    public async Task It_runs_also_while_the_app_is_stopped()
    {
        var app = await CreateLiveApp("v1");
        await app.Order("stop", Cancel);
        await Eventually.True(async token => await Rig.Containers.Of(app, token) == 0, TimeSpan.FromSeconds(60), "the app is stopped", Cancel);

        (await app.Ends(await app.Run(new { command = "exit 0;" }, Cancel), Cancel)).ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Faults_are_told_all_at_once_and_nothing_is_made()
    {
        var app = await CreateApp();
        (await Should.ThrowAsync<ApiException>(() => app.Run(new { command = "true" }, Cancel))).Status.ShouldBe(HttpStatusCode.Conflict);

        var refused = await Should.ThrowAsync<ApiException>(() => app.Run(new { command = "", timeout_seconds = 0, rows = 5000 }, Cancel));

        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var field in (string[])["command", "timeout_seconds", "rows"])
            refused.Body.ShouldContain(field);
    }
}
