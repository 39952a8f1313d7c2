using System.Collections.Concurrent;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Platform.Secrets;

/// <summary>Each organization's key for its secrets, kept wrapped by the master key in <c>data_keys</c>.</summary>
public sealed class DataKeys(Db db, MasterKey master)
{
    private readonly ConcurrentDictionary<Guid, byte[]> unwrapped = new();

    /// <summary>Creates an organization's first key, in the transaction that creates the organization.</summary>
    public async Task CreateAsync(NpgsqlConnection connection, OrganizationId organization)
    {
        var id = Guid.CreateVersion7();
        var wrapped = SecretBox.Seal(master.Bytes, RandomNumberGenerator.GetBytes(32), id.ToByteArray());
        await connection.ExecuteAsync(
            "insert into data_keys (id, organization_id, wrapped) values (@id, @organization, @wrapped)", new { id, organization, wrapped });
    }

    /// <summary>Seals a secret with the organization's current key.</summary>
    public async Task<Sealed> SealAsync(NpgsqlConnection connection, OrganizationId organization, byte[] plain, string context)
    {
        var id = await connection.ExecuteScalarAsync<Guid>(
            "select id from data_keys where organization_id = @organization and retired_at is null order by created_at desc limit 1", new { organization });
        var key = await UnwrapAsync(connection, id);
        return new Sealed(SecretBox.Seal(key, plain, Context(context)), id);
    }

    /// <exception cref="CryptographicException">The secret was changed, or belongs to another place.</exception>
    public async Task<byte[]> OpenAsync(Sealed secret, string context, CancellationToken ct)
    {
        if (!unwrapped.TryGetValue(secret.DataKeyId, out var key))
        {
            await using var connection = await db.OpenAsync(ct);
            key = await UnwrapAsync(connection, secret.DataKeyId);
        }
        return SecretBox.Open(key, secret.Ciphertext, Context(context));
    }

    private async Task<byte[]> UnwrapAsync(NpgsqlConnection connection, Guid id)
    {
        if (unwrapped.TryGetValue(id, out var known))
            return known;
        var wrapped = await connection.ExecuteScalarAsync<byte[]>("select wrapped from data_keys where id = @id", new { id })
            ?? throw new InvalidOperationException($"Data key {id} does not exist.");
        return unwrapped.GetOrAdd(id, SecretBox.Open(master.Bytes, wrapped, id.ToByteArray()));
    }

    private static byte[] Context(string context) => System.Text.Encoding.UTF8.GetBytes(context);
}

/// <summary>A sealed secret and the id of the key that opens it.</summary>
public sealed record Sealed(byte[] Ciphertext, Guid DataKeyId);
