using Microsoft.Extensions.Primitives;
using Seaworthy.Server.Accounts.Authentication;

namespace Seaworthy.Server.Accounts.Tokens;

/// <summary>Reads <c>Authorization: Bearer sea_…</c>.</summary>
internal sealed class BearerTokens(TokenStore store, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan TouchInterval = TimeSpan.FromMinutes(1);

    public async Task<Credentials> ReadAsync(StringValues header, CancellationToken ct)
    {
        if (header is not [{ } value] || !value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return Credentials.Wrong("Authorization is by 'Bearer sea_…' only.");
        if (!TokenSecret.TryParse(value.AsSpan(Scheme.Length).Trim(), out var secret))
            return Credentials.Wrong("This is no token of Seaworthy's.");
        var now = time.GetUtcNow();
        if (await store.FindAsync(secret.Hash(), now, ct) is not { } token)
            return Credentials.Wrong("This token is not valid: it was revoked, has expired or never was.");
        if (token.LastUsedAt is not { } last || now - last >= TouchInterval)
            await store.TouchAsync(token.Id, now, ct);
        return Credentials.Of(new Actor(token.OrganizationId, $"token {token.Name}", token.Role, IsLocalRoot: false, token.Id, token.UserId));
    }
}
