using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>The Docker Engine dies, alone or with all else: apps answer, and before the server is ready.</summary>
public sealed class EngineCrashTests : IAsyncLifetime
{
    private World world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Installation Installation => world.Installation;

    private OwnEngine Engine => (OwnEngine)Installation.Engine;

    public async ValueTask InitializeAsync() => world = await World.StartOnOwnEngine("engine-crashes", Cancel);

    public ValueTask DisposeAsync() => world.DisposeAsync();

    [Fact]
    public async Task An_app_answers_all_the_time_while_dockerd_is_killed_and_comes_back()
    {
        var app = await CreateLiveApp();
        await using var load = SteadyLoad.Start(app.Load with { Rate = 50 });

        await Engine.Kill(Cancel);
        await Engine.Start(Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel), Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
    }

    [Fact]
    public async Task After_a_power_failure_apps_answer_before_the_server_is_ready()
    {
        var app = await CreateLiveApp();
        await Installation.KillServer(Cancel);
        await Installation.KillEdge(Cancel);
        Installation.Database.Kill();
        await Engine.KillWithContainers(Cancel);

        Installation.StartEdge();
        await Engine.Start(Cancel);
        await Eventually.True(async token => (await app.Answer("/", token)).Version == "v1", TimeSpan.FromSeconds(30), "the app answers without a server", Cancel);

        await Installation.StartDatabase(Cancel);
        Installation.StartServer();
        await Installation.BecomesReady(Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel), Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
    }

    [Fact]
    public async Task A_build_under_way_when_dockerd_is_killed_starts_again_and_leaves_nothing()
    {
        var app = await CreateLiveApp();
        await using var load = SteadyLoad.Start(app.Load with { Rate = 50 });
        var deployment = await app.DeployFiles(SourceFiles.Dockerfile(world.Image, "v2").Appended("RUN echo begins && sleep 6"), Cancel);
        await Eventually.True(async token => (await Log(deployment, token)).Contains("begins"), TimeSpan.FromSeconds(60), "the build is under way", Cancel);

        await Engine.Kill(Cancel);
        await Eventually.True(async token => (await Log(deployment, token)).Contains("waiting for it"), TimeSpan.FromSeconds(60), "the second attempt waits for the engine", Cancel);
        await Engine.Start(Cancel);

        var ended = await app.BecomesLive(deployment, Cancel);
        (await app.Answer("/", Cancel)).Version.ShouldBe("v2");
        (await load.Stop()).ShouldHaveNoFailure();
        (await Log(deployment, Cancel)).ShouldContain("The first attempt was interrupted");
        Directory.Exists(Path.Combine(Installation.Home, "work", "builds", $"{ended.BuildId}")).ShouldBeFalse();
        BuildGroups.Of([ended.BuildId!.Value]).ShouldBeEmpty("nothing of it runs on");
    }

    private Task<string> Log(DeploymentView deployment, CancellationToken cancel) =>
        Installation.Admin.SendText(HttpMethod.Get, $"/api/v1/deployments/{deployment.Id}/logs", null, cancel);

    private async Task<TestedApp> CreateLiveApp()
    {
        var app = await TestedApp.Create(world, [], Cancel);
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        return app;
    }
}
