using System.Text;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Sources.DeployKeys;

/// <summary>Reads and writes <c>deploy_keys</c>; private halves are sealed.</summary>
public sealed class DeployKeyStore(Db db, DataKeys keys)
{
    /// <summary>The public half, or null where the app has no key of its own.</summary>
    public async Task<DeployKey?> FindAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<DeployKey>("select public_key, created_at from deploy_keys where app_id = @app", new { app });
    }

    /// <summary>Both halves, for a build.</summary>
    public async Task<SshKey?> OpenAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>("select public_key, private_key, data_key_id from deploy_keys where app_id = @app", new { app });
        return row is null ? null : new SshKey(row.PublicKey, Encoding.UTF8.GetString(await keys.OpenAsync(new Sealed(row.PrivateKey, row.DataKeyId), Context(app), ct)));
    }

    /// <returns>Null if the app has one already.</returns>
    public async Task<DeployKey?> AddAsync(NpgsqlConnection connection, OrganizationId organization, AppId app, SshKey key)
    {
        var secret = await keys.SealAsync(connection, organization, Encoding.UTF8.GetBytes(key.Private), Context(app));
        return await connection.QuerySingleOrDefaultAsync<DeployKey>("""
            insert into deploy_keys (app_id, public_key, private_key, data_key_id) values (@app, @Public, @Ciphertext, @DataKeyId)
            on conflict (app_id) do nothing returning public_key, created_at
            """, new { app, key.Public, secret.Ciphertext, secret.DataKeyId });
    }

    /// <returns>False if the app had none.</returns>
    public static async Task<bool> RemoveAsync(NpgsqlConnection connection, AppId app) =>
        await connection.ExecuteAsync("delete from deploy_keys where app_id = @app", new { app }) == 1;

    private static string Context(AppId app) => $"deploy_keys/{app}/private_key";

    private sealed record Row
    {
        public required string PublicKey { get; init; }

        public required byte[] PrivateKey { get; init; }

        public required Guid DataKeyId { get; init; }
    }
}
