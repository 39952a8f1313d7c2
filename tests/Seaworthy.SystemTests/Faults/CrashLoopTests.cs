using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Faults;

/// <summary>
/// A release that passed its checks and its soak crashes later, again and again. Its second version does so when a file is there; that
/// stays in its container, so that each start ends as the one before.
/// </summary>
public sealed class CrashLoopTests(SharedWorld shared) : SystemTest(shared)
{
    private const string Told = "web.1 crashes again and again: ";

    /// <summary>The engine's pauses before the fifth crash sum up to three seconds; the rest is for a busy machine.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task It_is_reported_with_its_reason_and_its_container_is_started_again_and_again()
    {
        var app = await CreateApp();
        await DeployTwice(app);
        var container = await Break(app);

        var trouble = (await Eventually.Get(app.View, view => view.Trouble is not null, Patience, "the crashes are reported", Cancel)).Trouble!;
        trouble.ShouldStartWith(Told);
        trouble.ShouldEndWith("times within a minute, the last time with exit code 7");
        (await Events(app)).ShouldContain(text => text.StartsWith("web.1 crashes again and again — ", StringComparison.Ordinal));

        var seen = (await Listed(app)).ShouldHaveSingleItem();
        (seen.Status, seen.ContainerId).ShouldBe(("crashing", container));
        seen.CrashLoop.ShouldNotBeNull();
        // It is left to the engine, which goes on, and nobody goes back.
        await Eventually.True(async _ => (await Listed(app))[0] is { } now && now.ContainerId == container && now.RestartCount > seen.RestartCount + 1, Patience, "the engine goes on", Cancel);
        (await Deployments(app)).ShouldAllBe(deployment => deployment.Trigger != "return");
        (await app.View(Cancel)).Release.ShouldBe(2);
    }

    [Fact]
    public async Task Where_the_app_wants_that_the_older_release_serves_again_and_its_deployment_tells_why()
    {
        var app = await CreateApp(("return_when_crashing", true));
        await DeployTwice(app);
        await Break(app);

        var back = (await Eventually.Get(
            async _ => (await Deployments(app)).FirstOrDefault(deployment => deployment.Trigger == "return"), found => found is { IsServing: true }, Patience, "the app goes back", Cancel))!;

        back.Release.ShouldBe(1);
        back.Reason.ShouldNotBeNull().ShouldStartWith("web.1 crashed ");
        back.Reason.ShouldContain("times within a minute, the last time with exit code 7: back to v1");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        await app.Becomes("succeeded", back, Cancel);
        await Eventually.True(async _ => await Rig.Containers.AreSettled(app, Cancel), Patience, "what crashed is gone", Cancel);
        var now = await app.View(Cancel);
        (now.Release, now.Trouble, now.Status).ShouldBe((1, null, "running"));
        (await Deployments(app)).Count(deployment => deployment.Trigger == "return").ShouldBe(1);
    }

    [Fact]
    public async Task Asked_for_while_it_crashes_it_goes_back_then()
    {
        var app = await CreateApp();
        await DeployTwice(app);
        await Break(app);
        await Eventually.Get(app.View, view => view.Trouble is not null, Patience, "the crashes are reported", Cancel);

        await World.Installation.Admin.SendText(HttpMethod.Patch, app.Path, new { return_when_crashing = true }, Cancel);

        await Eventually.True(async _ => (await app.Answer("/", Cancel)).Version == "v1", Patience, "the older release serves again", Cancel);
    }

    private async Task DeployTwice(TestedApp app)
    {
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        var breakable = SourceFiles.Dockerfile(World.Image, "v2").Appended("""CMD ["/bin/sh", "-c", "[ -e /broken ] && exit 7; exec /app web"]""");
        await app.Becomes("succeeded", await app.DeployFiles(breakable, Cancel), Cancel);
        await Eventually.True(async _ => await Rig.Containers.AreSettled(app, Cancel), Patience, "v1 is gone", Cancel);
    }

    /// <returns>The container that crashes from now on.</returns>
    private async Task<string> Break(TestedApp app)
    {
        var container = await Rig.Containers.Running(app, "web", Cancel);
        await World.Installation.Engine.Docker(["exec", container, "/bin/sh", "-c", "echo > /broken; kill 1"], Cancel);
        return container;
    }

    private Task<ContainerView[]> Listed(TestedApp app) => World.Installation.Admin.Get<ContainerView[]>($"/api/v1/containers?app={app.Id}", Cancel);

    private Task<DeploymentView[]> Deployments(TestedApp app) => World.Installation.Admin.Get<DeploymentView[]>($"{app.Path}/deployments", Cancel);

    private async Task<string[]> Events(TestedApp app) => [.. (await World.Installation.Admin.Get<EventView[]>($"{app.Path}/events", Cancel)).Select(happened => happened.Text)];
}
