using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Load;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>A release that does not work never hurts the one that serves, and its failure names the rule and shows the log.</summary>
public sealed class BadReleaseTests(SharedWorld shared) : SystemTest(shared)
{
    /// <summary>Seconds: short enough for a test, long enough for two containers to start on a busy machine.</summary>
    private const int Deadline = 10;

    [Fact]
    public async Task A_crash_at_start()
    {
        var failed = await FailsBesideTheOldRelease("CRASH_AT_START=1", "EXIT_CODE=3");

        failed.Reason.ShouldNotBeNull().ShouldContain("exit code 3");
        failed.LogTail.ShouldNotBeNull().ShouldContain("FATAL: the database at db.internal refused us");
    }

    [Fact]
    public async Task A_crash_some_seconds_after_the_start()
    {
        var failed = await FailsBesideTheOldRelease("EXIT_AFTER=5", "EXIT_CODE=4");

        failed.LogTail.ShouldNotBeNull().ShouldContain("leaving with status 4");
    }

    [Fact]
    public async Task A_process_that_never_listens()
    {
        var failed = await FailsBesideTheOldRelease("LISTEN=never");

        failed.Reason.ShouldNotBeNull().ShouldContain($"within {Deadline} seconds");
    }

    [Fact]
    public async Task A_process_that_listens_on_loopback_only()
    {
        var failed = await FailsBesideTheOldRelease("LISTEN=loopback");

        failed.Reason.ShouldNotBeNull().ShouldContain("127.0.0.1");
    }

    [Fact]
    public async Task A_process_whose_health_page_never_succeeds()
    {
        var failed = await FailsBesideTheOldRelease("UNHEALTHY_AFTER=0");

        failed.Reason.ShouldNotBeNull().ShouldContain("500");
    }

    [Fact]
    public async Task A_process_that_becomes_unhealthy_right_after_the_switch()
    {
        var failed = await FailsBesideTheOldRelease("UNHEALTHY_AFTER=4");

        failed.Reason.ShouldNotBeNull().ShouldContain("500");
    }

    [Fact]
    public async Task A_process_that_takes_all_memory()
    {
        var failed = await FailsBesideTheOldRelease("ALLOCATE=1");

        failed.Reason.ShouldNotBeNull().ShouldContain("memory");
    }

    [Fact]
    public async Task The_first_release_of_an_app_may_fail_too()
    {
        var app = await CreateApp(("health_path", "/healthz"), ("start_deadline_seconds", Deadline));

        await app.Becomes("failed", await app.DeployDockerfile("v1", Cancel, "CRASH_AT_START=1"), Cancel);

        (await app.Answer("/", Cancel)).Status.ShouldBeGreaterThanOrEqualTo(500);
    }

    private async Task<DeploymentView> FailsBesideTheOldRelease(params string[] environment)
    {
        var app = await CreateApp(("health_path", "/healthz"), ("start_deadline_seconds", Deadline));
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        await using var load = SteadyLoad.Start(app.Load with { Path = "/healthz", Rate = 50 });

        var failed = await app.Becomes("failed", await app.DeployDockerfile("v2", Cancel, environment), Cancel);

        var seen = await load.Stop();
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1", seen.ToString());
        if (seen.Versions.All(version => version.Version == "v1"))
            seen.ShouldHaveNoFailure();
        return failed;
    }
}
