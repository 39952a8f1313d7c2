using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing;
using Seaworthy.Testing.Database;
using Seaworthy.Testing.Docker;

namespace Seaworthy.Server.Tests.Rollouts.Running;

public sealed class InstanceStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AppId app = Ids.New<AppId>();
    private readonly InstanceId instance = Ids.New<InstanceId>();

    private InstanceFacts Web => new() { Id = instance, Rollout = Ids.New<RolloutId>(), Release = Ids.New<ReleaseId>(), Process = "web", Ordinal = 1, Name = "sea-web" };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stopped", false)]
    [InlineData("running", true)]
    public async Task What_was_decided_of_an_app_as_it_is_is_done(string desired, bool running) =>
        (await DrainsAsync(desired, decidedRunning: running)).ShouldBeTrue();

    [Theory]
    [InlineData("running", false)]
    [InlineData("stopped", true)]
    public async Task What_was_decided_before_it_was_started_or_stopped_is_not_done(string desired, bool running) =>
        (await DrainsAsync(desired, decidedRunning: running)).ShouldBeFalse();

    [Theory]
    [InlineData("stopped", true)]
    [InlineData("running", false)]
    public async Task The_step_that_was_decided_before_that_is_refused(string desired, bool running)
    {
        // Without a publisher of routes it could not go on: nothing of it is done.
        await DrainsAsync(desired, decidedRunning: !running);
        var store = new InstanceStore(database.Db, networks: null!, database.Installation);
        var executor = new StepExecutor(docker: null!, rollouts: null!, store, containers: null!, networks: null!, routes: null!, queue: null!);

        (await executor.ExecuteAsync(new AppDesired { App = app, Running = running }, new DrainInstance(Web, "old"), Cancel)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_container_of_a_command_is_started_once_however_often_that_is_asked()
    {
        var time = new FakeTimeProvider();
        using var engine = new FakeEngine(time);
        engine.Images.Add("app", FakeBehaviour.Exiting(0, TimeSpan.FromSeconds(1)));
        await engine.Containers.CreateAsync(new ContainerSpec { Name = "sea-release", Image = "app" }, Cancel);
        var containers = ContainersOn(engine);
        var job = new InstanceFacts { Id = instance, Rollout = Ids.New<RolloutId>(), Release = Ids.New<ReleaseId>(), Process = "release", Ordinal = 1, Kind = ProcessKind.Release, Name = "sea-release" };

        await containers.StartAsync(job, Cancel);
        time.Advance(TimeSpan.FromSeconds(2));
        await containers.StartAsync(job, Cancel);

        (await engine.Containers.InspectAsync("sea-release", Cancel))!.State.Status.ShouldBe(ContainerStatus.Exited);
        engine.Calls.Made.Count(call => call.Operation == "containers.start").ShouldBe(1);
    }

    [Fact]
    public async Task A_container_whose_maker_was_gone_before_its_id_was_stored_is_known_when_it_is_started()
    {
        await DrainsAsync("running", decidedRunning: true);
        using var engine = new FakeEngine(new FakeTimeProvider());
        engine.Images.Add("app", FakeBehaviour.Serving);
        await engine.Containers.CreateAsync(new ContainerSpec { Name = "sea-web", Image = "app" }, Cancel);
        var containers = ContainersOn(engine);

        await containers.StartAsync(Web, Cancel);

        await using var connection = await database.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<string?>("select container_id from instances where id = @instance", new { instance }))
            .ShouldBe((await engine.Containers.InspectAsync("sea-web", Cancel))!.Id);
    }

    [Fact]
    public async Task What_was_taken_out_of_its_drain_is_not_told_to_stop()
    {
        await DrainsAsync("stopped", decidedRunning: true);
        var store = new InstanceStore(database.Db, networks: null!, database.Installation);
        (await store.StopSentAsync(instance, Cancel)).ShouldBeFalse();

        await store.DrainAsync(instance, Cancel);

        (await store.StopSentAsync(instance, Cancel)).ShouldBeTrue();
    }

    [Fact]
    public async Task No_container_is_left_of_an_instance_whose_row_is_closed()
    {
        await DrainsAsync("running", decidedRunning: true);
        using var engine = new FakeEngine(new FakeTimeProvider());
        engine.Images.Add("app", FakeBehaviour.Serving);
        await engine.Containers.CreateAsync(new ContainerSpec { Name = "sea-web", Image = "app" }, Cancel);
        var containers = ContainersOn(engine);

        await containers.RemoveAsync(Web, Cancel);

        (await engine.Containers.InspectAsync("sea-web", Cancel)).ShouldBeNull();
        await using var connection = await database.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<bool>("select removed_at is not null from instances where id = @instance", new { instance })).ShouldBeTrue();
    }

    [Fact]
    public async Task A_place_is_reserved_once_however_often_that_is_asked()
    {
        await DrainsAsync("running", decidedRunning: true);
        await using var connection = await database.Db.OpenAsync(Cancel);
        var rollout = await connection.QuerySingleAsync<RolloutId>("select rollout_id from instances where id = @instance", new { instance });
        var release = await connection.QuerySingleAsync<ReleaseId>("select release_id from instances where id = @instance", new { instance });
        var networks = new AppNetworks(PlatformOptions.Read(_ => null), database.Installation, docker: null!, database.Db, firewall: null!, TimeProvider.System);
        var store = new InstanceStore(database.Db, networks, database.Installation);

        // The one that is there drains: its place is free, for one.
        for (var time = 0; time < 2; time++)
            await store.ReserveAsync(app, new ReserveInstance(rollout, release, "web", 1, ProcessKind.Service, "1 wanted"), 8080, Cancel);
        (await PlacesAsync()).ShouldBe([1]);

        await store.ReserveAsync(app, new ReserveInstance(rollout, release, "web", 2, ProcessKind.Service, "2 wanted"), 8080, Cancel);
        (await PlacesAsync()).ShouldBe([1, 2]);

        // Of what is to be replaced the place is needed twice.
        await connection.ExecuteAsync("update instances set replace_asked_at = now() where app_id = @app and ordinal = 2", new { app });
        for (var time = 0; time < 2; time++)
            await store.ReserveAsync(app, new ReserveInstance(rollout, release, "web", 2, ProcessKind.Service, "2 wanted"), 8080, Cancel);
        (await PlacesAsync()).ShouldBe([1, 2, 2]);

        async Task<IEnumerable<int>> PlacesAsync() =>
            await connection.QueryAsync<int>("select ordinal from instances where app_id = @app and draining_since is null order by ordinal", new { app });
    }

    private InstanceContainers ContainersOn(FakeEngine engine) =>
        new(engine, new InstanceStore(database.Db, networks: null!, database.Installation), releases: null!, events: null!, database.Installation);

    /// <returns>Whether the instance drains now, as the call said.</returns>
    private async Task<bool> DrainsAsync(string desired, bool decidedRunning)
    {
        await InstanceRows.InsertAsync(database, app, instance, desired, Cancel);

        var said = await new InstanceStore(database.Db, networks: null!, database.Installation).DrainAsync(new AppDesired { App = app, Running = decidedRunning }, instance, Cancel);

        await using var connection = await database.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<bool>("select draining_since is not null from instances where id = @instance", new { instance })).ShouldBe(said);
        return said;
    }
}
