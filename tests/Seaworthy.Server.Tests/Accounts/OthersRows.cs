using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>A row of every kind that has an address of its own, in the first organization.</summary>
internal sealed class OthersRows
{
    private readonly Dictionary<string, string> ids = new()
    {
        ["env"] = "KEY",
        ["releases"] = "1",
        ["processes"] = "web",
        ["volumes"] = "data",
    };

    /// <summary>The value of the parameter that follows this segment: of <c>/apps/{…}</c> an app's id.</summary>
    public string IdOf(string segment) =>
        ids.TryGetValue(segment, out var id) ? id : throw new KeyNotFoundException($"An address holds '/{segment}/{{…}}': teach OthersRows to make such a row.");

    public static async Task<OthersRows> CreateAsync(RunningServer server, CancellationToken cancel)
    {
        var rows = new OthersRows();
        foreach (var kind in (string[])["apps", "builds", "deployments", "tokens", "revisions", "projects", "containers", "registries"])
            rows.ids[kind] = Guid.CreateVersion7().ToString();
        rows.ids["domains"] = $"{Guid.NewGuid():n}.example.com";
        rows.ids["runs"] = rows.ids["containers"];
        var installation = server.Services.GetRequiredService<Installation>();
        await using var connection = await server.Db.OpenAsync(cancel);
        var release = Guid.CreateVersion7();
        var environment = await server.Services.GetRequiredService<DataKeys>().SealAsync(connection, installation.DefaultOrganization, "{}"u8.ToArray(), $"release:{release}");
        await connection.ExecuteAsync(
            """
            insert into projects (id, organization_id, name) values (@theirProject, @organization, @slug);
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis, last_deployment)
                values (@app, @organization, @project, @machine, 'Theirs', @slug, 512000000, 500, 1);
            insert into domain_hosts (id, host, app_id) values (@hostId, @host, @app);
            insert into domains (id, app_id, host) values (@hostId, @app, @host);
            insert into source_revisions (id, app_id, kind, url) values (@revision, @app, 'git', 'https://git.example/theirs.git');
            insert into sources (app_id, kind, url) values (@app, 'git', 'https://git.example/theirs.git');
            insert into deploy_keys (app_id, public_key, private_key, data_key_id)
                values (@app, 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 theirs', '\x00', (select id from data_keys where organization_id = @organization limit 1));
            insert into registries (id, organization_id, host, username, password, data_key_id)
                values (@registry, @organization, @registryHost, 'them', '\x00', (select id from data_keys where organization_id = @organization limit 1));
            insert into builds (id, app_id, revision_id, status, completed_at) values (@build, @app, @revision, 'failed', now());
            insert into deployments (id, app_id, number, trigger, actor, build_id, ended, finished_at) values (@deployment, @app, 1, 'api', 'them', @build, 'failed', now());
            insert into tokens (id, organization_id, name, hash, role) values (@token, @organization, 'theirs', @hash, 'viewer');
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) values (@release, @app, 1, @Ciphertext, @DataKeyId);
            insert into rollouts (id, app_id, release_id, kind, finished_at) values (@rollout, @app, @release, 'deploy', now());
            insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address)
                values (@container, @app, @rollout, @release, 'web', 1, 'oneoff', @machine, 'sea-run-' || @container, '10.0.0.2');
            insert into runs (id, app_id, release_id, process, command, timeout_seconds, actor, status, finished_at)
                values (@container, @app, @release, 'web', '{true}', 60, 'them', 'exited', now());
            """,
            new
            {
                app = Guid.Parse(rows.ids["apps"]),
                revision = Guid.Parse(rows.ids["revisions"]),
                build = Guid.Parse(rows.ids["builds"]),
                deployment = Guid.Parse(rows.ids["deployments"]),
                token = Guid.Parse(rows.ids["tokens"]),
                container = Guid.Parse(rows.ids["containers"]),
                release,
                environment.Ciphertext,
                environment.DataKeyId,
                rollout = Guid.CreateVersion7(),
                organization = installation.DefaultOrganization,
                project = installation.DefaultProject,
                registry = Guid.Parse(rows.ids["registries"]),
                registryHost = $"{rows.ids["registries"]}.example",
                theirProject = Guid.Parse(rows.ids["projects"]),
                machine = installation.ServerId,
                hostId = Guid.CreateVersion7(),
                host = rows.ids["domains"],
                slug = $"theirs-{Guid.NewGuid():n}"[..20],
                hash = Guid.NewGuid().ToByteArray(),
            });
        return rows;
    }
}
