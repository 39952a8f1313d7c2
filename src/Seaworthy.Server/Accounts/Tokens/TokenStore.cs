using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>Reads and writes <c>tokens</c>. A revoked token keeps its row, for the audit, and is never read again.</summary>
public sealed class TokenStore(Db db)
{
    private const string Columns = "t.id, t.organization_id, t.user_id, t.name, t.role, t.created_at, t.expires_at, t.last_used_at";

    /// <summary>
    /// The valid token with this hash, or null. The token of a user has at most the role that they have now, and none when they
    /// have left the organization.
    /// </summary>
    public async Task<Token?> FindAsync(byte[] hash, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Row>($"""
            select {Columns}, m.role as membership
            from tokens t left join memberships m on m.user_id = t.user_id and m.organization_id = t.organization_id
            where t.hash = @hash and t.revoked_at is null and (t.expires_at is null or t.expires_at > @now)
                and (t.user_id is null or m.role is not null)
            """, new { hash, now });
        return found?.ToToken();
    }

    /// <summary>Those that hold, the oldest first; those after <paramref name="after"/> where given.</summary>
    public async Task<IReadOnlyList<Token>> ListAsync(OrganizationId organization, Guid? after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Token>(
            $"select {Columns} from tokens t where t.organization_id = @organization and t.revoked_at is null and (@after::uuid is null or t.id > @after) order by t.id limit @limit",
            new { organization, after, limit })];
    }

    public static Task InsertAsync(NpgsqlConnection connection, Token token, byte[] hash) => connection.ExecuteAsync(
        """
        insert into tokens (id, organization_id, user_id, name, hash, role, created_at, expires_at)
        values (@Id, @OrganizationId, @UserId, @Name, @hash, @role, @CreatedAt, @ExpiresAt)
        """,
        new { token.Id, token.OrganizationId, token.UserId, token.Name, hash, role = token.Role.Word(), token.CreatedAt, token.ExpiresAt });

    /// <summary>False if the organization has no such token.</summary>
    public static async Task<bool> RevokeAsync(NpgsqlConnection connection, OrganizationId organization, TokenId token) =>
        await connection.ExecuteAsync(
            "update tokens set revoked_at = now() where id = @token and organization_id = @organization and revoked_at is null", new { token, organization }) == 1;

    public async Task TouchAsync(TokenId token, DateTimeOffset now, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("update tokens set last_used_at = @now where id = @token", new { token, now });
    }

    private sealed record Row
    {
        public TokenId Id { get; init; }

        public OrganizationId OrganizationId { get; init; }

        public UserId? UserId { get; init; }

        public string Name { get; init; } = "";

        public Role Role { get; init; }

        public Role? Membership { get; init; }

        public DateTimeOffset CreatedAt { get; init; }

        public DateTimeOffset? ExpiresAt { get; init; }

        public DateTimeOffset? LastUsedAt { get; init; }

        public Token ToToken() => new()
        {
            Id = Id,
            OrganizationId = OrganizationId,
            UserId = UserId,
            Name = Name,
            Role = Membership is { } membership && membership < Role ? membership : Role,
            CreatedAt = CreatedAt,
            ExpiresAt = ExpiresAt,
            LastUsedAt = LastUsedAt,
        };
    }
}
