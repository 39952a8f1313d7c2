using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>Makes a token, which never may more than whoever makes it.</summary>
public sealed class CreateToken(Db db, TimeProvider time)
{
    /// <param name="Role">Null: admin, or the creator's own role where that is less.</param>
    /// <param name="Lifetime">Null: for ever.</param>
    public sealed record Request(string Name, Role? Role, TimeSpan? Lifetime);

    public async Task<(Token Token, TokenSecret Secret)> RunAsync(Actor creator, Request request, CancellationToken ct)
    {
        var role = request.Role ?? (creator.Role < Role.Admin ? creator.Role : Role.Admin);
        if (role > creator.Role)
            throw new ArgumentException($"{creator.Name} cannot grant {role}.", nameof(request));
        var now = time.GetUtcNow();
        var secret = TokenSecret.New();
        var token = new Token
        {
            Id = Ids.New<TokenId>(),
            OrganizationId = creator.Organization,
            UserId = creator.User,
            Name = request.Name,
            Role = role,
            CreatedAt = now,
            ExpiresAt = now + request.Lifetime,
        };
        await db.InTransactionAsync(
            async connection =>
            {
                await TokenStore.InsertAsync(connection, token, secret.Hash());
                await Audit.AddAsync(connection, creator, "create", "tokens", token.Id.ToString());
            },
            ct);
        return (token, secret);
    }
}
