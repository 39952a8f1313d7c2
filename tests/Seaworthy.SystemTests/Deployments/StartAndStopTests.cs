using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>Apps start and end in their own ways; whoever uses them notices none.</summary>
public sealed class StartAndStopTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task An_app_that_takes_fifteen_seconds_to_start_is_waited_for()
    {
        var app = await CreateLiveApp("v1");
        await using var load = SteadyLoad.Start(app.Load with { Rate = 50 });

        await app.BecomesLive(await app.DeployDockerfile("v2", Cancel, "START_DELAY=15"), Cancel);
        await Eventually.True(async token => (await app.Answer("/", token)).Version == "v2", TimeSpan.FromSeconds(5), "v2 answers", Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("ignore")]
    [InlineData("refuse")]
    [InlineData("drain")]
    public async Task Nobody_notices_how_the_old_release_takes_sigterm(string behaviour)
    {
        var app = await CreateLiveApp("v1", $"ON_SIGTERM={behaviour}");
        await using var kept = SteadyLoad.Start(app.Load with { Rate = 100 });
        await using var fresh = SteadyLoad.Start(app.Load with { Rate = 100, KeepAlive = false });
        await using var slow = SteadyLoad.Start(app.Load with { Path = "/slow?s=3", Rate = 4, Connections = 16, Timeout = TimeSpan.FromSeconds(20) });

        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel, $"ON_SIGTERM={behaviour}"), Cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 1, TimeSpan.FromSeconds(60), "the old container is gone", Cancel);

        (await kept.Stop()).ShouldHaveNoFailure();
        (await fresh.Stop()).ShouldHaveNoFailure();
        (await slow.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_stopped_app_ends_its_containers_and_a_started_one_answers_again()
    {
        var app = await CreateLiveApp("v1");
        (await Networks.Of(app, Cancel)).ShouldBe(1);

        await app.Order("stop", Cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 0, TimeSpan.FromSeconds(60), "no container is left", Cancel);
        (await app.Answer("/", Cancel)).Status.ShouldBe(503);
        await Eventually.True(async token => await Networks.Of(app, token) == 0, TimeSpan.FromSeconds(60), "the engine has no network of it", Cancel);
        await Eventually.True(async token => await SubnetsOf(app, token) == 0, TimeSpan.FromSeconds(60), "its subnet is given back", Cancel);

        await app.Order("start", Cancel);
        await Eventually.True(async token => (await app.Answer("/", token)).Version == "v1", TimeSpan.FromSeconds(60), "it answers again", Cancel);
    }

    [Fact]
    public async Task A_network_that_somebody_else_uses_is_tried_now_and_then_and_goes_when_he_does()
    {
        var app = await CreateLiveApp("v1");
        var stranger = $"seaworthy-test-{Guid.NewGuid():n}";
        await World.Installation.Engine.Docker(["run", "--detach", "--name", stranger, "--network", $"sea-{app.Id:n}", World.Image], Cancel);
        try
        {
            await app.Order("stop", Cancel);
            await Eventually.True(async token => await TroubleOf(app, token) is { } trouble && trouble.Contains("not the app's", StringComparison.Ordinal), TimeSpan.FromSeconds(60), "the queue says why the network stays", Cancel);
        }
        finally
        {
            await World.Installation.Engine.Docker(["rm", "--force", stranger], CancellationToken.None);
        }

        await Eventually.True(async token => await Networks.Of(app, token) == 0, TimeSpan.FromSeconds(60), "the network goes", Cancel);
    }

    /// <summary>Why the app's last look failed; null: it did not.</summary>
    private async Task<string?> TroubleOf(TestedApp app, CancellationToken cancel)
    {
        await using var connection = World.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select last_error from work where kind = 'apps' and key = @app";
        command.Parameters.AddWithValue("app", app.Id);
        return await command.ExecuteScalarAsync(cancel) as string;
    }

    private async Task<long> SubnetsOf(TestedApp app, CancellationToken cancel)
    {
        await using var connection = World.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from networks where app_id = @app";
        command.Parameters.AddWithValue("app", app.Id);
        return (long)(await command.ExecuteScalarAsync(cancel))!;
    }

    [Fact]
    public async Task A_restart_replaces_the_container_unnoticed()
    {
        var app = await CreateLiveApp("v1");
        var before = (await app.Answer("/", Cancel)).Body;
        await using var load = SteadyLoad.Start(app.Load);

        await app.Order("restart", Cancel);
        await Eventually.True(async token => (await app.Answer("/", token)).Body != before, TimeSpan.FromSeconds(60), "another container answers", Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task An_app_that_listens_on_another_port_than_it_was_told_is_found()
    {
        var app = await CreateApp(("start_deadline_seconds", 10));

        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel, "LISTEN_PORT=9123"), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
    }
}
