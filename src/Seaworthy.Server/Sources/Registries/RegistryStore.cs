using System.Text;
using Dapper;
using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>Reads and writes <c>registries</c>; passwords are sealed.</summary>
public sealed class RegistryStore(Db db, DataKeys keys)
{
    private const string Columns = "id, host, username, created_at";

    public async Task<IReadOnlyList<Registry>> ListAsync(OrganizationId organization, RegistryId? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Registry>(
            $"select {Columns} from registries where organization_id = @organization and (@after::uuid is null or id > @after) order by id limit @limit",
            new { organization, after = after?.Value, limit })];
    }

    /// <summary>The same host again: user name and password are replaced.</summary>
    public async Task<Registry> SetAsync(NpgsqlConnection connection, OrganizationId organization, RegistryHost host, SourceCredentials credentials)
    {
        var secret = await keys.SealAsync(connection, organization, Encoding.UTF8.GetBytes(credentials.Password), Context(organization, host.Text));
        return await connection.QuerySingleAsync<Registry>($"""
            insert into registries (id, organization_id, host, username, password, data_key_id) values (@id, @organization, @Text, @User, @Ciphertext, @DataKeyId)
            on conflict (organization_id, host) do update
            set username = excluded.username, password = excluded.password, data_key_id = excluded.data_key_id, created_at = now()
            returning {Columns}
            """, new { id = Ids.New<RegistryId>(), organization, host.Text, credentials.User, secret.Ciphertext, secret.DataKeyId });
    }

    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, OrganizationId organization, RegistryId id) =>
        await connection.ExecuteAsync("delete from registries where organization_id = @organization and id = @id", new { organization, id }) == 1;

    /// <summary>All that an app's organization has, opened: for its builds.</summary>
    /// <param name="only">Null: every registry.</param>
    public async Task<IReadOnlyList<(RegistryHost Host, RegistryCredentials Credentials)>> OpenAsync(AppId app, RegistryHost? only, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var rows = await connection.QueryAsync<Row>("""
            select r.organization_id, r.host, r.username, r.password, r.data_key_id from registries r join apps a on a.organization_id = r.organization_id
            where a.id = @app and (@only::text is null or r.host = @only) order by r.host
            """, new { app, only = only?.Text });
        var opened = new List<(RegistryHost, RegistryCredentials)>();
        foreach (var row in rows)
        {
            var password = Encoding.UTF8.GetString(await keys.OpenAsync(new Sealed(row.Password, row.DataKeyId), Context(row.OrganizationId, row.Host), ct));
            if (RegistryHost.TryParse(row.Host, out var host, out _))
                opened.Add((host, new RegistryCredentials(row.Username, password, host.Server)));
        }
        return opened;
    }

    private static string Context(OrganizationId organization, string host) => $"registries/{organization}/{host}/password";

    private sealed record Row
    {
        public required OrganizationId OrganizationId { get; init; }

        public required string Host { get; init; }

        public required string Username { get; init; }

        public required byte[] Password { get; init; }

        public required Guid DataKeyId { get; init; }
    }
}
