using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps;

/// <summary>Reads and writes <c>apps</c> and <c>app_processes</c>; every read is bound to a tenant.</summary>
public sealed class AppStore(Db db)
{
    private const string Columns = """
        id, organization_id, project_id, (select p.name from projects p where p.id = apps.project_id) as project, name, slug, description,
        desired, desired_at, port, health_path, memory_bytes, cpu_millis, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds,
        hardened, dockerfile_path, build_target, build_args, labels, pre_deploy_command, post_deploy_command, return_when_crashing, settings_version, created_at, updated_at
        """;

    /// <summary>Finds an app by its id or its slug.</summary>
    public async Task<App?> FindAsync(OrganizationId organization, string idOrSlug, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var id = Guid.TryParse(idOrSlug, out var parsed) ? parsed : (Guid?)null;
        return await connection.QuerySingleOrDefaultAsync<App>(
            $"select {Columns} from apps where organization_id = @organization and deleted_at is null and (id = @id or slug = @idOrSlug)",
            new { organization, id, idOrSlug });
    }

    /// <summary>All apps of an organization, in the order of their making.</summary>
    public async Task<IReadOnlyList<App>> ListAsync(OrganizationId organization, CancellationToken ct) =>
        await ListAsync(organization, new AppFilter(), after: null, int.MaxValue, ct);

    /// <summary>A page of them: at most <paramref name="limit"/> behind <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<App>> ListAsync(OrganizationId organization, AppFilter filter, AppId? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<App>(
            $"""
            select {Columns} from apps
            where organization_id = @organization and deleted_at is null and (@after::uuid is null or id > @after)
                and (@Project::uuid is null or project_id = @Project) and labels @> @Labels
            order by id limit @limit
            """,
            new { organization, after = after?.Value, Project = filter.Project?.Value, filter.Labels, limit })];
    }

    /// <summary>Reads an app for a background action, which acts for no tenant; deleted ones too.</summary>
    public static Task<App> ReadAsync(NpgsqlConnection connection, AppId app) =>
        connection.QuerySingleAsync<App>($"select {Columns} from apps where id = @app", new { app });

    /// <summary>Serializes all changes of one app until the transaction ends. False if it was deleted.</summary>
    public static async Task<bool> LockAsync(NpgsqlConnection connection, AppId app) =>
        await connection.ExecuteScalarAsync<bool?>("select deleted_at is null from apps where id = @app for update", new { app }) ?? false;

    /// <exception cref="PostgresException">23505: the slug is taken.</exception>
    public static async Task InsertAsync(NpgsqlConnection connection, App app, Guid server)
    {
        await connection.ExecuteAsync(
            """
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis)
            values (@Id, @OrganizationId, @ProjectId, @server, @Name, @Slug, @MemoryBytes, @CpuMillis)
            """,
            new { app.Id, app.OrganizationId, app.ProjectId, server, app.Name, app.Slug, app.MemoryBytes, app.CpuMillis });
        await UpdateAsync(connection, app);
    }

    /// <exception cref="PostgresException">23505: the slug is taken.</exception>
    public static Task UpdateAsync(NpgsqlConnection connection, App app) => connection.ExecuteAsync(
        """
        update apps set project_id = @ProjectId, name = @Name, slug = @Slug, description = @Description, port = @Port, health_path = @HealthPath,
            memory_bytes = @MemoryBytes, cpu_millis = @CpuMillis, strategy = @Strategy, drain_seconds = @DrainSeconds,
            stop_grace_seconds = @StopGraceSeconds, start_deadline_seconds = @StartDeadlineSeconds, hardened = @Hardened,
            dockerfile_path = @DockerfilePath, build_target = @BuildTarget, build_args = @BuildArgs, labels = @Labels,
            pre_deploy_command = @PreDeployCommand, post_deploy_command = @PostDeployCommand, return_when_crashing = @ReturnWhenCrashing, updated_at = now()
        where id = @Id
        """,
        app);

    public static Task SetDesiredAsync(NpgsqlConnection connection, AppId app, string desired) =>
        connection.ExecuteAsync("update apps set desired = @desired, desired_at = now(), updated_at = now() where id = @app", new { app, desired });

    /// <summary>Another version of the settings: whoever read the one before must read again before writing.</summary>
    public static Task CountChangeAsync(NpgsqlConnection connection, AppId app) =>
        connection.ExecuteAsync("update apps set settings_version = settings_version + 1, updated_at = now() where id = @app", new { app });

    public static Task SetReplicasAsync(NpgsqlConnection connection, AppId app, string process, int replicas) => connection.ExecuteAsync(
        """
        insert into app_processes (app_id, name, replicas) values (@app, @process, @replicas)
        on conflict (app_id, name) do update set replicas = excluded.replicas
        """,
        new { app, process, replicas });

    /// <summary>Its slug is free again at once; its rows and volumes stay for a while.</summary>
    public static Task DeleteAsync(NpgsqlConnection connection, AppId app) =>
        connection.ExecuteAsync("update apps set deleted_at = now(), desired = 'stopped', desired_at = now(), updated_at = now() where id = @app", new { app });
}

/// <summary>Which apps: those of a project, and with all of these labels.</summary>
public sealed record AppFilter
{
    public ProjectId? Project { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
}
