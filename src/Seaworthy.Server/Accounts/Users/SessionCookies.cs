using System.Security.Claims;
using Dapper;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Seaworthy.Server.Accounts.Authentication;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Accounts.Users;

/// <summary>
/// Reads the cookie of a signed-in user. The user, their role and the security stamp are read anew for every request, so that a
/// changed password or role holds at once.
/// </summary>
internal sealed class SessionCookies(Db db, IOptions<IdentityOptions> identity)
{
    public async Task<Credentials> ReadAsync(HttpContext context)
    {
        var result = await context.AuthenticateAsync(IdentityConstants.ApplicationScheme);
        if (!result.Succeeded || !Guid.TryParse(result.Principal.FindFirstValue(ClaimTypes.NameIdentifier), out var id))
            return Credentials.None;
        if (CanBeForged(context.Request) && !IsOurOwn(context.Request))
            return Credentials.Wrong("This request comes from another site: a cookie is not enough for it.");
        var stamp = result.Principal.FindFirstValue(identity.Value.ClaimsIdentity.SecurityStampClaimType);
        return await FindAsync(new UserId(id), stamp, context.RequestAborted) is { } actor ? Credentials.Of(actor) : Credentials.None;
    }

    private async Task<Actor?> FindAsync(UserId user, string? stamp, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Row>(
            """
            select m.organization_id, u.email, m.role from users u join memberships m on m.user_id = u.id
            where u.id = @user and u.security_stamp = @stamp order by m.created_at limit 1
            """,
            new { user, stamp });
        return found is null ? null : new Actor(found.OrganizationId, found.Email, found.Role, IsLocalRoot: false, Token: null, user);
    }

    /// <summary>Browsers add the cookie to WebSockets and to posts of any page on the same site, and a deployed app is on the same site.</summary>
    private static bool CanBeForged(HttpRequest request) =>
        request.IsWebSocket() || !(HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method) || HttpMethods.IsOptions(request.Method));

    /// <summary>The page that sent it has our own origin; a browser always says so on these requests.</summary>
    private static bool IsOurOwn(HttpRequest request) =>
        Uri.TryCreate(request.Headers.Origin, UriKind.Absolute, out var origin)
        && string.Equals(origin.Authority, request.Host.Value, StringComparison.OrdinalIgnoreCase);

    private sealed record Row
    {
        public OrganizationId OrganizationId { get; init; }

        public string Email { get; init; } = "";

        public Role Role { get; init; }
    }
}
