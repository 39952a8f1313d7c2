using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Docker;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Releases.Retention;
using Seaworthy.Server.Tests.Builds;

namespace Seaworthy.Server.Tests.Releases;

/// <summary>What is let go of, and what is not: with real builds, and the machine's engine.</summary>
public sealed class RetentionTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static readonly BuildOptions KeepTwo = new() { KeptReleases = 2 };

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private IDockerEngine Engine => server.Services.GetRequiredService<IDockerEngine>();

    [Fact]
    public async Task Images_that_nothing_needs_lose_their_names_and_no_others()
    {
        var (app, other) = (await server.AppAsync(), await server.AppAsync());
        var (released, retired, superseded, awaited, serving, running, rolling, failed, cancelled, queued, newer, newest) = (
            await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app),
            await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app), await BuiltAsync(app));
        await ReleaseAsync(app, 1, released, isRetired: false);
        await ReleaseAsync(app, 2, retired, isRetired: true);
        await DoAsync("insert into deployments (id, app_id, number, trigger, actor, build_id) values (@id, @app, 1, 'api', 'the test', @awaited)", new { id = Guid.CreateVersion7(), app, awaited });
        await ServeAsync(app, await ReleaseAsync(app, 3, serving, isRetired: true));
        await InstanceAsync(app, await ReleaseAsync(app, 4, running, isRetired: true));
        await RolloutAsync(app, await ReleaseAsync(app, 5, rolling, isRetired: true), isOver: false);
        await DoAsync("update builds set status = 'failed' where id = @failed; update builds set status = 'cancelled' where id = @cancelled; update builds set status = 'queued', awaits_upload = true where id = @queued", new { failed, cancelled, queued });
        string[] strangers = [$"seaworthy/{app}:{Guid.NewGuid()}", $"seaworthy/{app}:latest", $"seaworthy/{other}:{retired}", $"seaworthy/{Guid.NewGuid()}:{Guid.NewGuid()}"];
        foreach (var stranger in strangers)
            await Engine.Images.TagAsync(server.BaseImage, stranger.Split(':')[0], stranger.Split(':')[1], Cancel);
        try
        {
            await ImagesAsync();

            foreach (var gone in (BuildId[])[retired, superseded, failed, cancelled])
            {
                (await HasAsync(app, gone)).ShouldBeFalse($"nothing needs build {gone}");
                (await server.FindAsync(gone)).ImageGoneAt.ShouldNotBeNull();
            }
            foreach (var kept in (BuildId[])[released, awaited, serving, running, rolling, queued, newer, newest])
            {
                (await HasAsync(app, kept)).ShouldBeTrue($"build {kept} is needed");
                (await server.FindAsync(kept)).ImageGoneAt.ShouldBeNull();
            }
            foreach (var stranger in strangers)
                (await Engine.Images.InspectAsync(stranger, Cancel)).ShouldNotBeNull($"{stranger} is no build of ours");
        }
        finally
        {
            foreach (var stranger in strangers)
                await Engine.Images.RemoveAsync(stranger, force: false, Cancel);
        }
    }

    [Fact]
    public async Task An_image_goes_wholly_and_one_in_use_goes_when_it_is_not()
    {
        var app = await server.AppAsync();
        var (unused, used) = (await BuiltFromFileAsync(app), await BuiltFromFileAsync(app));
        var ids = (Unused: (await server.FindAsync(unused)).Images[0].ImageId, Used: (await server.FindAsync(used)).Images[0].ImageId);
        await DoAsync("update builds set status = 'cancelled' where app_id = @app", new { app });
        var container = $"seaworthy-test-{Guid.NewGuid():n}";
        await Engine.Containers.CreateAsync(new ContainerSpec { Name = container, Image = ids.Used }, Cancel);
        try
        {
            await ImagesAsync();

            (await Engine.Images.InspectAsync(ids.Unused, Cancel)).ShouldBeNull();
            (await Engine.Images.InspectAsync(ids.Used, Cancel)).ShouldNotBeNull("a container is made from it");
        }
        finally
        {
            await Engine.Containers.RemoveAsync(container, new ContainerRemoval { Force = true }, Cancel);
        }
        await ImagesAsync();
        (await Engine.Images.InspectAsync(ids.Used, Cancel)).ShouldBeNull();
    }

    [Fact]
    public async Task Images_of_a_deleted_app_go_after_an_hour()
    {
        var app = await server.AppAsync();
        var build = await BuiltAsync(app);
        await ServeAsync(app, await ReleaseAsync(app, 1, build, isRetired: false));
        await DoAsync("update apps set deleted_at = now() - interval '59 minutes' where id = @app", new { app });
        await RoundAsync();
        (await HasAsync(app, build)).ShouldBeTrue();

        await DoAsync("update apps set deleted_at = now() - interval '61 minutes' where id = @app", new { app });
        await RoundAsync();
        (await HasAsync(app, build)).ShouldBeFalse();
    }

    [Fact]
    public async Task The_newest_releases_the_serving_one_and_the_one_to_go_back_to_are_kept()
    {
        var app = await server.AppAsync();
        var build = await BuiltAsync(app);
        var releases = new List<Guid>();
        for (var number = 1; number <= 10; number++)
            releases.Add(await ReleaseAsync(app, number, build, isRetired: false));
        await ServeAsync(app, releases[4]);
        await DoAsync("update releases set proven_at = now() where app_id = @app and number in (1, 2, 5)", new { app });
        await RolloutAsync(app, releases[6], isOver: false);
        await RolloutAsync(app, releases[5], isOver: true);

        await new RetireReleases(server.Database.Db, KeepTwo).RunAsync(Cancel);

        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        var kept = await connection.QueryAsync<int>("select number from releases where app_id = @app and retired_at is null order by number", new { app });
        kept.ShouldBe([2, 5, 7, 9, 10]);
    }

    [Fact]
    public async Task Old_logs_are_forgotten_but_those_of_kept_releases()
    {
        var app = await server.AppAsync();
        var (kept, old) = (await BuiltAsync(app), await BuiltAsync(app));
        await ReleaseAsync(app, 1, kept, isRetired: false);
        await DoAsync("""
            insert into builds (id, app_id, revision_id, status, completed_at) select gen_random_uuid(), @app, (select revision_id from builds where id = @old), 'failed', now() from generate_series(1, @count);
            update builds set id = ('ffffffff' || substr(id::text, 9))::uuid where app_id = @app and status = 'failed'
            """, new { app, old, count = RetireLogs.KeptLogs - 1 });
        var (before, keptBefore) = (await server.LogAsync(old), await server.LogAsync(kept));

        await new RetireLogs(server.Database.Db).RunAsync(Cancel);
        (await server.LogAsync(old)).ShouldBe(before, "it is among the newest");

        await DoAsync("insert into builds (id, app_id, revision_id, status, completed_at) select 'ffffffff-ffff-7fff-8fff-ffffffffffff', @app, revision_id, 'failed', now() from builds where id = @old", new { app, old });
        await new RetireLogs(server.Database.Db).RunAsync(Cancel);
        (await server.LogAsync(old)).ShouldBe(["What this build printed is not kept any more."]);
        (await server.LogAsync(kept)).ShouldBe(keptBefore);
    }

    [Fact]
    public async Task Of_each_app_the_newest_events_are_kept()
    {
        var (busy, quiet) = (await server.AppAsync(), await server.AppAsync());
        await DoAsync("""
            insert into events (app_id, kind, text) values (@quiet, 'app', 'long ago');
            insert into events (app_id, kind, text) select @busy, 'app', number::text from generate_series(1, @count) number
            """, new { busy, quiet, count = EventLog.Kept + 3 });

        await new EventLog(server.Database.Db).ForgetOldAsync(Cancel);

        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        (await connection.QuerySingleAsync<(int, string)>("select count(*)::int, min(text::int)::text from events where app_id = @busy", new { busy })).ShouldBe((EventLog.Kept, "4"));
        (await connection.QueryAsync<string>("select text from events where app_id = @quiet", new { quiet })).ShouldBe(["long ago"]);
    }

    private async Task<BuildId> BuiltAsync(AppId app) => await SucceededAsync(await server.RequestImageAsync(app, server.BaseImage, allowLocal: true));

    /// <summary>An image of its own, which no other name keeps.</summary>
    private async Task<BuildId> BuiltFromFileAsync(AppId app)
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nLABEL only={Guid.NewGuid()}\nCMD [\"/bin/sh\"]\n"));
        return await SucceededAsync(await server.RequestAsync(app, repository.FileUrl));
    }

    private async Task<BuildId> SucceededAsync(BuildId build)
    {
        (await server.EndedAsync(build)).Status.ShouldBe(BuildStatus.Succeeded, string.Join('\n', await server.LogAsync(build)));
        return build;
    }

    private async Task<Guid> ReleaseAsync(AppId app, int number, BuildId build, bool isRetired)
    {
        var release = Guid.CreateVersion7();
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        var none = await server.Services.GetRequiredService<DataKeys>().SealAsync(connection, server.Actor.Organization, "{}"u8.ToArray(), $"release:{release}");
        await connection.ExecuteAsync("""
            insert into releases (id, app_id, number, build_id, env_ciphertext, data_key_id, retired_at)
            values (@release, @app, @number, @build, @Ciphertext, @DataKeyId, case when @isRetired then now() end)
            """, new { release, app, number, build, none.Ciphertext, none.DataKeyId, isRetired });
        return release;
    }

    private async Task<Guid> RolloutAsync(AppId app, Guid release, bool isOver)
    {
        var id = Guid.CreateVersion7();
        await DoAsync(
            "insert into rollouts (id, app_id, release_id, kind, phase, finished_at) values (@id, @app, @release, 'deploy', case when @isOver then 'succeeded' else 'starting' end, case when @isOver then now() end)",
            new { id, app, release, isOver });
        return id;
    }

    private async Task ServeAsync(AppId app, Guid release) =>
        await DoAsync("insert into serving (app_id, process, rollout_id, release_id) values (@app, 'web', @rollout, @release)", new { app, release, rollout = await RolloutAsync(app, release, isOver: true) });

    private async Task InstanceAsync(AppId app, Guid release) => await DoAsync(
        """
        insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address)
        values (@id, @app, @rollout, @release, 'web', 1, 'service', @server, @id::text, '10.192.0.2')
        """,
        new { id = Guid.CreateVersion7(), app, release, rollout = await RolloutAsync(app, release, isOver: true), server = server.Database.Installation.ServerId });

    private async Task DoAsync(string statement, object parameters)
    {
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(statement, parameters);
    }

    private Task ImagesAsync() => new RetireImages(server.Database.Db, Engine, KeepTwo).RunAsync(Cancel);

    private async Task RoundAsync()
    {
        await new RetireReleases(server.Database.Db, KeepTwo).RunAsync(Cancel);
        await ImagesAsync();
    }

    private async Task<bool> HasAsync(AppId app, BuildId build) => await Engine.Images.InspectAsync($"seaworthy/{app}:{build}", Cancel) is not null;
}
