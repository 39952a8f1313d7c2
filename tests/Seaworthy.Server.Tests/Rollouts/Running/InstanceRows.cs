using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests.Rollouts.Running;

/// <summary>Rows of an app with one release, a rollout that has ended, and one instance of its web process.</summary>
internal static class InstanceRows
{
    public static async Task InsertAsync(TestDatabase database, AppId app, InstanceId instance, string desired, CancellationToken cancel)
    {
        await using var connection = await database.Db.OpenAsync(cancel);
        await connection.ExecuteAsync(
            """
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis, desired) values (@app, @organization, @project, @server, 'a', @slug, 1, 1, @desired);
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, @app, 1, ''::bytea, id from data_keys limit 1;
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @release, 'deploy', now());
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address)
                values (@instance, @app, @rollout, @release, 'web', 1, 'service', @server, @slug, '10.0.0.2');
            """,
            new
            {
                app, instance, desired, slug = $"a{Guid.NewGuid():n}"[..20], release = Ids.New<ReleaseId>(), rollout = Ids.New<RolloutId>(), server = database.Installation.ServerId,
                organization = database.Installation.DefaultOrganization, project = database.Installation.DefaultProject,
            });
    }
}
