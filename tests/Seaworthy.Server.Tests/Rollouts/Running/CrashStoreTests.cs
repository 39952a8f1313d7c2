using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Rollouts.Running;

/// <summary>What the rows keep of crashes, and what the engine's events tell of them.</summary>
public sealed class CrashStoreTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly AppId app = Ids.New<AppId>();
    private readonly InstanceId instance = Ids.New<InstanceId>();
    private readonly InstanceStore store = new(database.Db, networks: null!, database.Installation);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await InstanceRows.InsertAsync(database, app, instance, "running", Cancel);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Restarts_before_it_was_ever_healthy_are_seen_already()
    {
        await store.HealthyAsync(await RowAsync(), 2, Cancel);
        (await RowAsync()).RestartsSeen.ShouldBe(2);

        await store.HealthyAsync(await RowAsync(), 5, Cancel);
        (await RowAsync()).RestartsSeen.ShouldBe(2);
    }

    [Fact]
    public async Task Crashes_are_stored_as_they_were_counted_however_often_that_is_asked()
    {
        var since = new DateTimeOffset(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);
        for (var time = 0; time < 2; time++)
            await store.CrashedAsync(new RecordCrashes(await RowAsync(), 7, new Spell(4, 2, since), "it crashed"), Cancel);

        var row = await RowAsync();
        (row.RestartsSeen, row.Crashes, row.CrashesSince).ShouldBe((7, 4, since));
        row.LastCrashAt.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_loop_is_stored_once_and_the_deployments_are_told_with_it()
    {
        await store.CrashingAsync(app, new RecordCrashLoop(await RowAsync(), "5 times"), Cancel);
        await store.CrashingAsync(app, new RecordCrashLoop(await RowAsync(), "6 times"), Cancel);

        (await RowAsync()).CrashingAt.ShouldNotBeNull();
        (await ReadAsync<string>("select crash_loop from instances where id = @instance")).ShouldBe("5 times");
        // One that was nudged again has a higher count.
        (await ReadAsync<long?>("select nudges from work where kind = 'deployments' and key = @app")).ShouldBe(1);
    }

    [Fact]
    public async Task What_drains_by_now_is_not_judged()
    {
        await store.DrainAsync(instance, Cancel);

        await store.CrashingAsync(app, new RecordCrashLoop(await RowAsync(), "5 times"), Cancel);

        (await RowAsync()).CrashingAt.ShouldBeNull();
        (await ReadAsync<int>("select count(*)::int from work where key = @app")).ShouldBe(0);
    }

    [Fact]
    public async Task Calm_forgets_the_spell_and_not_what_was_seen()
    {
        await store.CrashedAsync(new RecordCrashes(await RowAsync(), 7, new Spell(5, 1, DateTimeOffset.UtcNow), "it crashed"), Cancel);
        await store.CrashingAsync(app, new RecordCrashLoop(await RowAsync(), "5 times"), Cancel);

        await store.CalmAsync(instance, Cancel);

        var row = await RowAsync();
        (row.CrashingAt, row.Crashes, row.CrashesSince, row.RestartsSeen).ShouldBe((null, 0, null, 7));
        (await ReadAsync<string>("select crash_loop from instances where id = @instance")).ShouldBeNull();
    }

    [Fact]
    public void The_last_end_is_the_one_that_the_last_event_tells()
    {
        var runs = new PastRuns();
        runs.Add(Event("oom"));
        runs.Add(Event("die", 137));
        runs.LastEnd.ShouldBe(new EndObserved(137, OutOfMemory: true));

        runs.Add(Event("die", 3));
        runs.LastEnd.ShouldBe(new EndObserved(3, OutOfMemory: false));
        runs.RanOutOfMemory.ShouldBeTrue();
    }

    [Fact]
    public void A_child_that_was_killed_for_want_of_memory_is_not_the_end_of_its_parent()
    {
        var runs = new PastRuns();
        runs.Add(Event("oom"));
        runs.Add(Event("die", 1));
        runs.LastEnd.ShouldBe(new EndObserved(1, OutOfMemory: false));
    }

    private static DockerEvent Event(string action, int? exitCode = null) => new(
        "container", action, null, "c", exitCode is null ? new Dictionary<string, string>() : new Dictionary<string, string> { ["exitCode"] = $"{exitCode}" }, DateTimeOffset.UnixEpoch);

    private async Task<InstanceFacts> RowAsync() => (await new RolloutStore(database.Db).ReadAsync(app, Cancel))!.Instances.Single(row => row.Id == instance);

    private async Task<T?> ReadAsync<T>(string sql)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        return await connection.ExecuteScalarAsync<T>(sql, new { app, instance });
    }
}
