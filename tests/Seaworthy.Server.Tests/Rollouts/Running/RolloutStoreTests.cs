using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Rollouts.Running;

public sealed class RolloutStoreTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    private readonly AppId app = Ids.New<AppId>();
    private readonly RolloutId rollout = Ids.New<RolloutId>();
    private readonly RolloutStore store = new(database.Db);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_has_ended_stays_as_it_ended()
    {
        await RolloutAsync("");

        await store.FinishAsync(app, new FinishRollout(rollout, Outcome.Failed, RouteBack: false, Evidence: null, "it crashed"), Cancel);
        await store.FinishAsync(app, new FinishRollout(rollout, Outcome.Succeeded, RouteBack: false, Evidence: null, "live and healthy"), Cancel);

        (await ReadAsync<string>("select phase || ': ' || reason from rollouts where id = @rollout")).ShouldBe("failed: it crashed");
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("cancel_requested_at = now()", 0)]
    [InlineData("superseded_at = now()", 0)]
    [InlineData("finished_at = now()", 0)]
    public async Task Only_what_nobody_took_back_meanwhile_is_switched_to(string meanwhile, int serves)
    {
        await RolloutAsync(meanwhile);

        await store.SwitchAsync(app, rollout, Cancel);

        (await ReadAsync<int>("select count(*)::int from rollouts where id = @rollout and switched_at is not null")).ShouldBe(serves);
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("finished_at = now()", false)]
    public async Task The_one_under_way_is_told_that_a_newer_one_waits(string meanwhile, bool told)
    {
        await RolloutAsync(meanwhile);
        await using var connection = await database.Db.OpenAsync(Cancel);

        (await RolloutStore.SupersedeAsync(connection, app)).ShouldBe(told);

        (await ReadAsync<bool>("select superseded_at is not null from rollouts where id = @rollout")).ShouldBe(told);
    }

    private async Task RolloutAsync(string change)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            $"""
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis) values (@app, @organization, @project, @server, 'a', @slug, 1, 1);
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, @app, 1, ''::bytea, id from data_keys limit 1;
            insert into rollouts (id, app_id, release_id, kind) values (@rollout, @app, @release, 'deploy');
            {(change.Length == 0 ? "" : $"update rollouts set {change} where id = @rollout;")}
            """,
            new
            {
                app, rollout, slug = $"a{Guid.NewGuid():n}"[..20], release = Ids.New<ReleaseId>(), server = database.Installation.ServerId,
                organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject,
            });
    }

    private async Task<T?> ReadAsync<T>(string sql)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        return await connection.ExecuteScalarAsync<T>(sql, new { rollout });
    }
}
