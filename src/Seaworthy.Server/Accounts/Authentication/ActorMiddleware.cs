using Microsoft.Net.Http.Headers;
using Seaworthy.Server.Accounts.Tokens;
using Seaworthy.Server.Accounts.Users;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Hosting;

namespace Seaworthy.Server.Accounts.Authentication;

/// <summary>
/// Finds out who makes a request, in this order: an <c>Authorization</c> header, the administrator's socket, a ticket, the cookie of
/// a signed-in user. Credentials that were sent are judged for themselves: a wrong token is not made good by the socket it came by.
/// </summary>
internal sealed class ActorMiddleware(RequestDelegate next, BearerTokens tokens, SessionCookies cookies, Tickets tickets, Installation installation)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var credentials = await ReadAsync(context);
        context.Features.Set(new CredentialsFeature(credentials.Fault));
        if (credentials.Actor is { } actor)
            context.Features.Set(actor);
        await next(context);
    }

    private async Task<Credentials> ReadAsync(HttpContext context)
    {
        if (context.Request.Headers.TryGetValue(HeaderNames.Authorization, out var header))
            return await tokens.ReadAsync(header, context.RequestAborted);
        if (context.Features.Get<LocalPeer>() is { } peer)
            return peer.IsRoot ? Credentials.Of(LocalAdministrator()) : Credentials.Wrong($"This socket is for root only; you are user {peer.UserId}.");
        if (context.Request.Path.StartsWithSegments("/ws") && context.Request.Query.TryGetValue("ticket", out var ticket))
            return tickets.Redeem(ticket.ToString());
        return await cookies.ReadAsync(context);
    }

    private Actor LocalAdministrator() => new(installation.DefaultOrganization, "local administrator", Role.Owner, IsLocalRoot: true, Token: null, User: null);
}

/// <summary>Left by <see cref="ActorMiddleware"/> for the question of permission.</summary>
internal sealed record CredentialsFeature(string? Fault);
