using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Setup;

/// <summary>
/// Links by which the first administrator comes in: single use, one hour, kept as hashes in <c>setup_links</c>. A new one voids all
/// earlier ones; once somebody administrates the installation, there are none.
/// </summary>
internal sealed class SetupLinks(Db db, TimeProvider time)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    /// <summary>The secret of a new link and its end, or null where an administrator exists.</summary>
    public Task<(string Secret, DateTimeOffset ExpiresAt)?> IssueAsync(Actor actor, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            if (await Administrators.ExistAsync(connection))
                return ((string, DateTimeOffset)?)null;
            var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
            var expires = time.GetUtcNow() + Lifetime;
            await connection.ExecuteAsync(
                "delete from setup_links; insert into setup_links (id, hash, expires_at) values (@id, @hash, @expires)",
                new { id = Guid.CreateVersion7(), hash = Hash(secret), expires });
            await Audit.AddAsync(connection, actor, "create", "setup_links", "");
            return (secret, expires);
        },
        ct);

    /// <summary>Uses a link up. Returns its id and end, or null if it is used, outdated, replaced or never was.</summary>
    public Task<SetupPass?> RedeemAsync(string secret, CancellationToken ct) => db.InTransactionAsync(
        async connection => await Administrators.ExistAsync(connection)
            ? null
            : await connection.QuerySingleOrDefaultAsync<SetupPass>(
                "update setup_links set used_at = now() where hash = @hash and used_at is null and expires_at > @now returning id as link, expires_at",
                new { hash = Hash(secret), now = time.GetUtcNow() }),
        ct);

    private static byte[] Hash(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

/// <summary>What a used link leaves in the browser's cookie: the right to make the first administrator, for the rest of its hour.</summary>
internal sealed record SetupPass
{
    public Guid Link { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }
}
