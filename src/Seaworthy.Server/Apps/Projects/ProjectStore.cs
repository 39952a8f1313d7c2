using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps.Projects;

/// <summary>Reads and writes <c>projects</c>; every read is bound to a tenant.</summary>
public sealed class ProjectStore(Db db)
{
    private const string Select = """
        select p.id, p.name, p.description, p.created_at,
            (select count(*) from apps a where a.project_id = p.id and a.deleted_at is null)::int as apps
        from projects p
        """;

    public async Task<IReadOnlyList<Project>> ListAsync(OrganizationId organization, ProjectId? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Project>(
            $"{Select} where p.organization_id = @organization and (@after::uuid is null or p.id > @after) order by p.id limit @limit",
            new { organization, after = after?.Value, limit })];
    }

    public async Task<Project?> FindAsync(OrganizationId organization, string idOrName, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await FindAsync(connection, organization, idOrName);
    }

    /// <summary>By its id, else by its name.</summary>
    public static Task<Project?> FindAsync(NpgsqlConnection connection, OrganizationId organization, string idOrName)
    {
        var id = Guid.TryParse(idOrName, out var parsed) ? parsed : (Guid?)null;
        return connection.QuerySingleOrDefaultAsync<Project>(
            $"{Select} where p.organization_id = @organization and (p.id = @id or p.name = @idOrName) order by p.id = @id desc limit 1", new { organization, id, idOrName });
    }

    /// <summary>The organization's first project, which is made where there is none.</summary>
    public static async Task<ProjectId> DefaultAsync(NpgsqlConnection connection, OrganizationId organization)
    {
        await connection.ExecuteAsync(
            """
            insert into projects (id, organization_id, name) select @id, @organization, 'Default'
            where not exists (select 1 from projects where organization_id = @organization) on conflict do nothing
            """,
            new { id = Ids.New<ProjectId>(), organization });
        return new ProjectId(await connection.ExecuteScalarAsync<Guid>("select id from projects where organization_id = @organization order by created_at, id limit 1", new { organization }));
    }

    /// <returns>Null if the name is taken.</returns>
    public async Task<Project?> CreateAsync(OrganizationId organization, string name, string description, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var id = Ids.New<ProjectId>();
        var made = await connection.ExecuteAsync(
            "insert into projects (id, organization_id, name, description) values (@id, @organization, @name, @description) on conflict (organization_id, name) do nothing",
            new { id, organization, name, description });
        return made == 1 ? await FindAsync(connection, organization, id.ToString()) : null;
    }

    /// <returns>False if the name is taken.</returns>
    public async Task<bool> UpdateAsync(Project project, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        try
        {
            await connection.ExecuteAsync("update projects set name = @Name, description = @Description where id = @Id", project);
            return true;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return false;
        }
    }

    /// <summary>Removes a project that has no apps. Apps that were deleted go to the default project, where nobody sees them.</summary>
    public Task<ProjectRemoval> RemoveAsync(OrganizationId organization, ProjectId project, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            if (await connection.ExecuteScalarAsync<Guid?>("select id from projects where id = @project and organization_id = @organization for update", new { project, organization }) is null)
                return ProjectRemoval.Absent;
            var first = await DefaultAsync(connection, organization);
            if (first == project)
                return ProjectRemoval.IsDefault;
            if (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from apps where project_id = @project and deleted_at is null)", new { project }))
                return ProjectRemoval.HasApps;
            await connection.ExecuteAsync("update apps set project_id = @first where project_id = @project", new { first, project });
            await connection.ExecuteAsync("delete from projects where id = @project", new { project });
            return ProjectRemoval.Removed;
        },
        ct);
}
