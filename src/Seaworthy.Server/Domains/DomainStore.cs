using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Domains;

/// <summary>Reads and writes <c>domains</c> and the hosts that they belong to (<c>domain_hosts</c>).</summary>
public sealed class DomainStore(Db db)
{
    private const string Select = """
        select d.id, d.app_id, d.host, d.path_prefix, d.redirect_to_https, h.certificate, h.issuer, h.not_after, h.error, h.checked_at, d.created_at
        from domains d join domain_hosts h on h.host = d.host
        """;

    /// <summary>Domains of an app in the order in which they were added.</summary>
    /// <param name="after">Only those after this id; null: from the first.</param>
    public async Task<IReadOnlyList<Domain>> ListAsync(AppId app, Guid? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Domain>(
            $"{Select} where d.app_id = @app and (@after::uuid is null or d.id > @after) order by d.id limit @limit", new { app, after, limit })];
    }

    /// <summary>The app's domains at one host, a path each.</summary>
    public async Task<IReadOnlyList<Domain>> FindAsync(AppId app, string host, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Domain>($"{Select} where d.app_id = @app and d.host = @host order by d.path_prefix", new { app, host })];
    }

    internal static Task<int> CountAsync(NpgsqlConnection connection, AppId app) =>
        connection.ExecuteScalarAsync<int>("select count(*)::int from domains where app_id = @app", new { app });

    /// <summary>Claims the host for the app.</summary>
    /// <returns>The host's key in the work queue; null if it belongs to another app.</returns>
    internal static async Task<Guid?> ClaimAsync(NpgsqlConnection connection, AppId app, string host)
    {
        await connection.ExecuteAsync(
            "delete from domain_hosts h using apps a where h.host = @host and a.id = h.app_id and a.deleted_at is not null", new { host });
        await connection.ExecuteAsync(
            "insert into domain_hosts (id, host, app_id) values (@id, @host, @app) on conflict (host) do nothing", new { id = Guid.CreateVersion7(), host, app });
        return await connection.QuerySingleOrDefaultAsync<Guid?>("select id from domain_hosts where host = @host and app_id = @app", new { host, app });
    }

    /// <returns>False if the app has this host and path already.</returns>
    internal static async Task<bool> InsertAsync(NpgsqlConnection connection, Domain domain) => await connection.ExecuteAsync(
        """
        insert into domains (id, app_id, host, path_prefix, redirect_to_https) values (@Id, @AppId, @Host, @PathPrefix, @RedirectToHttps)
        on conflict (host, path_prefix) do nothing
        """,
        domain) == 1;

    /// <exception cref="PostgresException">23505: another domain has this path.</exception>
    internal static async Task<bool> UpdateAsync(NpgsqlConnection connection, Domain domain) => await connection.ExecuteAsync(
        "update domains set path_prefix = @PathPrefix, redirect_to_https = @RedirectToHttps where id = @Id", domain) == 1;

    /// <summary>With the last path of a host, the host is free again.</summary>
    internal static Task DeleteAsync(NpgsqlConnection connection, Domain domain) => connection.ExecuteAsync(
        """
        delete from domains where id = @Id;
        delete from domain_hosts h where h.host = @Host and h.app_id = @AppId and not exists (select 1 from domains d where d.host = h.host);
        """,
        domain);
}
