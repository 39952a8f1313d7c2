using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>Ends a token: the next request that carries it is refused.</summary>
public sealed class RevokeToken(Db db)
{
    /// <returns>False if the actor's organization has no such token.</returns>
    public Task<bool> RunAsync(Actor actor, TokenId token, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            if (!await TokenStore.RevokeAsync(connection, actor.Organization, token))
                return false;
            await Audit.AddAsync(connection, actor, "revoke", "tokens", token.ToString());
            return true;
        },
        ct);
}
