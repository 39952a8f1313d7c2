using Dapper;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Deployments;

/// <summary>An app of which v1 and v2 have served well, and whose v3 serves and crashes again and again.</summary>
public sealed class ReturnFromCrashesTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    private readonly AppId app = Ids.New<AppId>();
    private readonly ReleaseId[] releases = [Ids.New<ReleaseId>(), Ids.New<ReleaseId>(), Ids.New<ReleaseId>()];
    private readonly RolloutId serving = Ids.New<RolloutId>();
    private readonly InstanceId instance = Ids.New<InstanceId>();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            """
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis, return_when_crashing, last_deployment, last_release)
                values (@app, @organization, @project, @server, 'a', @slug, 1, 1, true, 3, 3);
            insert into releases (id, app_id, number, env_ciphertext, data_key_id, proven_at)
                select release.id, @app, release.number, ''::bytea, key.id, now()
                from unnest(@releases) with ordinality as release (id, number), (select id from data_keys limit 1) key;
            insert into rollouts (id, app_id, release_id, kind, phase, reason, finished_at) values (@serving, @app, @live, 'deploy', 'succeeded', 'live and healthy', now());
            insert into deployments (id, app_id, number, trigger, actor, release_id, rollout_id, finished_at) values (@deployment, @app, 3, 'api', 'the test', @live, @serving, now());
            insert into serving (app_id, process, rollout_id, release_id) values (@app, 'web', @serving, @live);
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address, crashing_at, crash_loop)
                values (@instance, @app, @serving, @live, 'web', 1, 'service', @server, @slug, '10.0.0.2', now(), '5 times within a minute, the last time with exit code 7');
            """,
            new
            {
                app, instance, serving, slug = $"a{Guid.NewGuid():n}"[..20], releases = releases.Select(release => release.Value).ToArray(), live = releases[2], deployment = Ids.New<DeploymentId>(),
                server = database.Installation.ServerId, organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject,
            });
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task It_goes_back_to_the_newest_older_release_that_has_served_well_and_says_why()
    {
        await LookAsync();

        var back = (await DeploymentsAsync()).ShouldHaveSingleItem();
        (back.Trigger, back.Actor, back.Release).ShouldBe(("return", "Seaworthy", 2));
        back.Reason.ShouldBe("web.1 crashed 5 times within a minute, the last time with exit code 7: back to v2");
        (await ReadAsync<string>("select kind from rollouts where app_id = @app and finished_at is null")).ShouldBe("rollback");
        (await ReadAsync<string>("select text from events where app_id = @app")).ShouldBe("return from v3 to v2 — web.1 crashed 5 times within a minute, the last time with exit code 7");
    }

    [Fact]
    public async Task Each_look_after_that_finds_it_done()
    {
        await LookAsync();
        await LookAsync();

        (await DeploymentsAsync()).Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_failed_on_the_way_back_says_both_and_is_not_tried_again()
    {
        await LookAsync();
        await DoAsync("update rollouts set finished_at = now(), phase = 'failed', reason = 'web.1 was not healthy' where app_id = @app and finished_at is null");
        await LookAsync();

        var back = (await DeploymentsAsync()).ShouldHaveSingleItem();
        back.Reason.ShouldBe("web.1 crashed 5 times within a minute, the last time with exit code 7: back to v2; web.1 was not healthy");
        back.Status.ShouldBe(DeploymentStatus.Failed);
    }

    [Fact]
    public async Task What_it_went_back_from_is_not_proven_any_more()
    {
        await LookAsync();

        (await ReadAsync<int>("select max(number) from releases where app_id = @app and proven_at is not null")).ShouldBe(2);
    }

    [Fact]
    public async Task Made_live_anew_it_is_proven_and_may_be_gone_back_from_again()
    {
        await LookAsync();
        await new RolloutStore(database.Db).FinishAsync(app, new FinishRollout(await ActiveAsync(), Outcome.Failed, RouteBack: false, Evidence: null, "x"), Cancel);
        await LookAsync();
        var again = Ids.New<RolloutId>();
        await DoAsync("insert into rollouts (id, app_id, release_id, kind) values (@again, @app, @live, 'restart')", again);

        await new RolloutStore(database.Db).FinishAsync(app, new FinishRollout(again, Outcome.Succeeded, RouteBack: false, Evidence: null, "live and healthy"), Cancel);

        await LookAsync();
        (await DeploymentsAsync()).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData("update apps set return_when_crashing = false where id = @app")]
    [InlineData("update apps set desired = 'stopped', desired_at = now() where id = @app")]
    [InlineData("update apps set deleted_at = now() where id = @app")]
    [InlineData("update instances set crashing_at = null, crash_loop = null where app_id = @app")]
    [InlineData("update instances set held = true where app_id = @app")]
    [InlineData("update instances set draining_since = now() where app_id = @app")]
    [InlineData("update instances set process = 'worker' where app_id = @app")]
    [InlineData("update deployments set trigger = 'return' where app_id = @app")]
    public async Task It_stays_where_there_is_no_reason_or_no_way_to_go_back(string change)
    {
        await DoAsync(change);

        await LookAsync();

        (await DeploymentsAsync()).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("update releases set proven_at = null where app_id = @app and number < 3", "no older release that has served well is still kept")]
    [InlineData("update releases set retired_at = now() where app_id = @app and number < 3", "no older release that has served well is still kept")]
    [InlineData(
        """
        insert into volumes (id, app_id, name, removed_at) values (@live, @app, 'data', now());
        insert into release_processes (release_id, name, kind, image_id, image_tag, memory_bytes, cpu_millis, pids, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds, mounts)
            select id, 'web', 'service', 'i', 't', 1, 1, 1, 'start-first', 1, 1, 1, jsonb_build_array(jsonb_build_object('Volume', 'sea-volume-' || replace(@live::text, '-', ''))) from releases where app_id = @app and number = 2;
        """,
        "the release before it mounts the volume 'data', which was removed for good")]
    public async Task Where_there_is_no_way_back_that_is_told_once(string change, string why)
    {
        await DoAsync(change);

        await LookAsync();
        await LookAsync();

        (await DeploymentsAsync()).ShouldBeEmpty();
        (await ReadAsync<string>("select string_agg(text, ' | ') from events where app_id = @app")).ShouldBe($"no return from v3 — web.1 crashed 5 times within a minute, the last time with exit code 7, but {why}");
    }

    [Fact]
    public async Task What_people_asked_for_goes_before_and_where_that_fails_it_goes_back()
    {
        var asked = Ids.New<RolloutId>();
        await DoAsync(
            """
            insert into rollouts (id, app_id, release_id, kind) values (@again, @app, @live, 'deploy');
            insert into deployments (id, app_id, number, trigger, actor, release_id, rollout_id) values (gen_random_uuid(), @app, 4, 'api', 'the test', @live, @again);
            update apps set last_deployment = 4 where id = @app;
            """, asked);
        await LookAsync();
        (await DeploymentsAsync()).ShouldHaveSingleItem().Trigger.ShouldBe("api");

        await new RolloutStore(database.Db).FinishAsync(app, new FinishRollout(asked, Outcome.Failed, RouteBack: false, Evidence: null, "it does not work either"), Cancel);
        await LookAsync();

        (await DeploymentsAsync()).Select(deployment => deployment.Trigger).ShouldBe(["return", "api"]);
    }

    private Task LookAsync() => database.Db.InTransactionAsync(connection => new AdvanceDeployments(createRelease: null!).RunAsync(connection, app, Cancel), Cancel);

    private async Task<RolloutId> ActiveAsync() => new(await ReadAsync<Guid>("select id from rollouts where app_id = @app and finished_at is null"));

    /// <summary>Those that came after v3's own, the newest first.</summary>
    private async Task<IReadOnlyList<Deployment>> DeploymentsAsync() =>
        [.. (await new DeploymentStore(database.Db).ListAsync(app, before: null, 10, Cancel)).Where(deployment => deployment.Number > 3)];

    private async Task DoAsync(string sql, RolloutId again = default)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(sql, new { app, again, live = releases[2] });
    }

    private async Task<T?> ReadAsync<T>(string sql)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        return await connection.ExecuteScalarAsync<T>(sql, new { app });
    }
}
