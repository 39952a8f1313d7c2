using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Routes;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Routes;

public sealed class RouteSnapshotTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task Visitors_reach_web_and_no_other_process_that_has_a_port()
    {
        var app = Ids.New<AppId>();
        await using var connection = await database.Db.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis) values (@app, @organization, @project, @server, 'a', 'a', 1, 1);
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, @app, 1, ''::bytea, id from data_keys limit 1;
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @release, 'deploy', now());
            insert into serving (app_id, process, rollout_id, release_id) values (@app, 'web', @rollout, @release), (@app, 'worker', @rollout, @release);
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address, port, healthy_at)
                select gen_random_uuid(), @app, @rollout, @release, process, 1, 'service', @server, process, address::inet, 8080, now()
                from (values ('web', '10.0.0.2'), ('worker', '10.0.0.3')) made (process, address);
            """,
            new
            {
                app, release = Ids.New<ReleaseId>(), rollout = Ids.New<RolloutId>(), server = database.Installation.ServerId,
                organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject,
            });

        var snapshot = await RouteSnapshot.ReadAsync(connection);

        snapshot.Instances[app].Select(instance => instance.Address).ShouldBe(["10.0.0.2"]);
    }
}
