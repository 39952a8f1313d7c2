using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Docker;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Testing;
using Seaworthy.Testing.Database;
using Seaworthy.Testing.Docker;

namespace Seaworthy.Server.Tests.Apps;

/// <summary>The owner of the end of volumes touches what is due and ours, and nothing else.</summary>
public sealed class RemoveVolumesTests(TestDatabase database) : IClassFixture<TestDatabase>, IDisposable
{
    private readonly FakeEngine engine = new(new FakeTimeProvider());
    private AppId app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => engine.Dispose();

    [Fact]
    public async Task Only_what_is_due_is_removed()
    {
        await CreateAppAsync();
        var due = await CreateAsync("due", "-1 second");
        var kept = await CreateAsync("kept", "1 hour");
        var live = await CreateAsync("live", null);
        // Somebody else's, of a name like ours, is not in our list at all.
        await engine.Volumes.CreateAsync(new VolumeSpec(Volume.EngineNameOf(Ids.New<VolumeId>())), Cancel);
        var foreign = await CreateAsync("foreign", "-1 second", labelled: false);

        await RemoveAsync();

        (await ThereAsync(due)).ShouldBeFalse();
        (await ThereAsync(kept)).ShouldBeTrue();
        (await ThereAsync(live)).ShouldBeTrue();
        (await ThereAsync(foreign)).ShouldBeTrue();
    }

    [Fact]
    public async Task What_a_release_that_serves_mounts_waits()
    {
        await CreateAppAsync();
        var volume = await CreateAsync("data", "-1 second");
        var release = await ReleaseWithAsync(volume, serving: true);

        await RemoveAsync();
        (await ThereAsync(volume)).ShouldBeTrue();
        await using (var connection = await database.Db.OpenAsync(Cancel))
            (await VolumeStore.GoneAsync(connection, release)).ShouldBeEmpty();

        await ExecuteAsync("delete from serving where app_id = @app", new { app });
        await RemoveAsync();
        (await ThereAsync(volume)).ShouldBeFalse();
        // And a release that had it says so, instead of coming up with an empty one.
        await using (var connection = await database.Db.OpenAsync(Cancel))
            (await VolumeStore.GoneAsync(connection, release)).ShouldBe(["data"]);
    }

    [Fact]
    public async Task What_was_marked_and_not_removed_is_removed_by_the_next_look()
    {
        await CreateAppAsync();
        var volume = await CreateAsync("data", "-1 second");
        await ExecuteAsync("update volumes set removed_at = now() where id = @volume", new { volume });

        await RemoveAsync();

        (await ThereAsync(volume)).ShouldBeFalse();
    }

    private Task RemoveAsync()
    {
        var remove = new RemoveVolumes(database.Db, engine, database.Installation, NullLogger<RemoveVolumes>.Instance);
        return remove.RemoveAsync(Cancel);
    }

    private async Task<bool> ThereAsync(VolumeId volume) => await engine.Volumes.InspectAsync(Volume.EngineNameOf(volume), Cancel) is not null;

    private async Task<VolumeId> CreateAsync(string name, string? dueIn, bool labelled = true)
    {
        var id = Ids.New<VolumeId>();
        await ExecuteAsync("insert into volumes (id, app_id, name, remove_after) values (@id, @app, @name, now() + @dueIn::interval)", new { id, app, name, dueIn });
        var labels = labelled ? new Dictionary<string, string> { [Labels.Installation] = database.Installation.Id.ToString() } : [];
        await engine.Volumes.CreateAsync(new VolumeSpec(Volume.EngineNameOf(id)) { Labels = labels }, Cancel);
        return id;
    }

    private Task CreateAppAsync()
    {
        app = Ids.New<AppId>();
        return ExecuteAsync(
            "insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis) values (@app, @organization, @project, @server, 'a', @slug, 1, 1)",
            new { app, organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject, server = database.Installation.ServerId, slug = $"{Guid.NewGuid():n}" });
    }

    private async Task<ReleaseId> ReleaseWithAsync(VolumeId volume, bool serving)
    {
        var release = Ids.New<ReleaseId>();
        var rollout = Ids.New<RolloutId>();
        await ExecuteAsync(
            """
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, @app, 1, ''::bytea, id from data_keys limit 1;
            insert into release_processes (release_id, name, kind, image_id, image_tag, mounts, memory_bytes, cpu_millis, pids, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds)
                values (@release, 'web', 'service', 'i', 't', jsonb_build_array(jsonb_build_object('Volume', @mounted, 'Path', '/data')), 1, 1, 1, 'stop-first', 1, 1, 1);
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @release, 'deploy', now());
            insert into serving (app_id, process, rollout_id, release_id) select @app, 'web', @rollout, @release where @serving;
            """,
            new { release, app, rollout, serving, mounted = Volume.EngineNameOf(volume) });
        return release;
    }

    private async Task ExecuteAsync(string sql, object parameters)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(sql, parameters);
    }
}
