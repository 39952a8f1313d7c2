using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>kill -9 costs nothing: what was asked for happens, once, and who uses an app notices as little as possible.</summary>
public sealed class CrashTests(CrashWorld crash) : CrashTest(crash)
{
    [Theory]
    [InlineData("queued")]
    [InlineData("building")]
    [InlineData("starting")]
    [InlineData("live")]
    public async Task A_deployment_outlives_the_server_that_was_killed_while_it_was(string status)
    {
        var app = await CreateLiveApp("v1");
        await using var load = SteadyLoad.Start(app.Load);
        // Slow enough in each phase for the kill to fall into it.
        var files = SourceFiles.Dockerfile(World.Image, "v2", "START_DELAY=3").Appended("RUN sleep 2");
        var deployment = await app.DeployFiles(files, Cancel);
        if (status != "queued")
            await app.Becomes(status, deployment, Cancel);

        await KillAndRestart();

        await app.Becomes("succeeded", deployment, Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
        await Eventually.True(async token => await Containers.Of(app, token) == 1, TimeSpan.FromSeconds(60), "one container is left", Cancel);
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_release_command_under_way_when_the_server_is_killed_runs_once()
    {
        var app = await Create();
        await using var events = ContainerEvents.Watch(app);
        var deployment = await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1", "RELEASE_SECONDS=4"), Cancel);
        await Eventually.True(() => events.Starts("release") == 1, TimeSpan.FromSeconds(60), "the release command runs", Cancel);

        await KillAndRestart();

        await app.BecomesLive(deployment, Cancel);
        events.Starts("release").ShouldBe(1);
    }

    [Fact]
    public async Task Apps_are_served_while_the_server_is_away()
    {
        var app = await CreateLiveApp("v1");
        await using var sockets = await app.OpenSockets(5, Cancel);
        await using var load = SteadyLoad.Start(app.Load);

        await Installation.KillServer(Cancel);
        await Eventually.True(() => load.Answers > 400, TimeSpan.FromSeconds(20), "it answers without a server", Cancel);
        Installation.StartServer();
        await Installation.BecomesReady(Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
        (await sockets.Stop()).ShouldAllHaveLived();
    }

    [Fact]
    public async Task After_a_kill_of_everything_apps_answer_before_the_server_is_ready()
    {
        var app = await CreateLiveApp("v1");
        var before = (await app.Answer("/", Cancel)).Body;
        await Installation.KillServer(Cancel);
        await Installation.KillEdge(Cancel);
        Installation.Database.Kill();

        Installation.StartEdge();
        await Eventually.True(async token => (await app.Answer("/", token)).Body == before, TimeSpan.FromSeconds(10), "the edge serves from its own memory", Cancel);

        await using var load = SteadyLoad.Start(app.Load);
        await Installation.StartDatabase(Cancel);
        Installation.StartServer();
        await Installation.BecomesReady(Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel), Cancel);
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_killed_database_only_delays_a_deployment()
    {
        var app = await CreateLiveApp("v1");
        await using var load = SteadyLoad.Start(app.Load);
        var deployment = await app.DeployDockerfile("v2", Cancel, "START_DELAY=3");
        await app.Becomes("starting", deployment, Cancel);

        Installation.Database.Kill();
        await Installation.StartDatabase(Cancel);
        await Installation.ServerRunsAgain(Cancel);

        await app.BecomesLive(deployment, Cancel);
        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_container_that_was_killed_is_replaced()
    {
        var app = await Create();
        // To the end of its soak: a container lost before would be held against the release.
        await app.Becomes("succeeded", await app.DeployDockerfile("v1", Cancel), Cancel);
        var before = (await app.Answer("/", Cancel)).Body;
        var killed = (await Containers.Ids(app, Cancel)).Single();

        await Engine.OfThisMachine.Docker(["container", "rm", "--force", killed], Cancel);

        await Eventually.True(
            async token => await app.Answer("/", token) is { Version: "v1" } answer && answer.Body != before,
            TimeSpan.FromSeconds(40), "another container answers", Cancel);
    }

    [Fact]
    public async Task A_container_that_comes_only_after_its_server_was_killed_is_removed()
    {
        var app = await CreateLiveApp("v1");
        var known = (await Containers.Ids(app, Cancel)).Single();
        var labels = (await Engine.OfThisMachine.Docker(
            ["container", "inspect", "--format", "{{range $name, $value := .Config.Labels}}--label={{$name}}={{$value}}\n{{end}}", known], Cancel))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(label => !label.StartsWith("--label=seaworthy.instance=", StringComparison.Ordinal));
        await Installation.KillServer(Cancel);

        // What the engine does when it is slow: the one who asked is gone, and the next one finds nothing and closes its row.
        await Engine.OfThisMachine.Docker(["container", "create", .. labels, $"--label=seaworthy.instance={Guid.CreateVersion7()}", World.Image], Cancel);
        Installation.StartServer();

        await Eventually.True(async token => (await Containers.Ids(app, token)).SequenceEqual([known]), TimeSpan.FromSeconds(60), "only what is known is left", Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }
}
