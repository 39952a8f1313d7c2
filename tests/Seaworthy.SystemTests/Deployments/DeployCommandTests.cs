using Seaworthy.SystemTests.Rig;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>The commands that an app's settings put before and after a release.</summary>
public sealed class DeployCommandTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Each_runs_once_in_its_place_and_its_output_is_in_the_deployments_log()
    {
        var app = await CreateApp(("pre_deploy_command", "echo migrating $VERSION; /bin/busybox sleep 1"), ("post_deploy_command", "echo telling everybody about $VERSION"));
        await using var events = ContainerEvents.Watch(app);

        var deployment = await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        await Eventually.True(() => events.Order.Contains("die post-deploy"), TimeSpan.FromSeconds(60), "the post-deploy command ends", Cancel);

        events.Order.Take(5).ShouldBe(["start pre-deploy", "die pre-deploy", "start web", "start post-deploy", "die post-deploy"]);
        await Eventually.True(async token => await LogOf(deployment.Id, token) is var log
            && log.Contains("migrating v1", StringComparison.Ordinal) && log.Contains("telling everybody about v1", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "their output is told", Cancel);
        await app.Becomes("succeeded", deployment, Cancel);
        await app.Order("restart", Cancel);
        await Eventually.True(() => events.Starts("web") == 2, TimeSpan.FromSeconds(60), "the restart starts a container", Cancel);
        (events.Starts("pre-deploy"), events.Starts("post-deploy")).ShouldBe((1, 1));
    }

    [Fact]
    public async Task A_failing_post_deploy_command_is_told_and_undoes_nothing()
    {
        var app = await CreateApp(("post_deploy_command", "echo cannot tell; exit 3;"));

        var deployment = await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);

        await Eventually.True(async token => (await LogOf(deployment.Id, token)).Contains("failed with exit code 3", StringComparison.Ordinal), TimeSpan.FromSeconds(30), "its failure is told", Cancel);
        (await LogOf(deployment.Id, Cancel)).ShouldContain("cannot tell");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    [Fact]
    public async Task A_failing_pre_deploy_command_keeps_the_old_release()
    {
        var app = await CreateLiveApp("v1");
        await World.Installation.Admin.SendText(HttpMethod.Put, app.Path, new { pre_deploy_command = "echo no; exit 5;" }, Cancel);

        var failed = await app.Becomes("failed", await app.DeployDockerfile("v2", Cancel), Cancel);

        failed.Reason.ShouldNotBeNull().ShouldContain("pre-deploy command failed with exit code 5");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }

    private Task<string> LogOf(Guid deployment, CancellationToken cancel) => World.Installation.Admin.SendText(HttpMethod.Get, $"/api/v1/deployments/{deployment}/logs", null, cancel);
}
