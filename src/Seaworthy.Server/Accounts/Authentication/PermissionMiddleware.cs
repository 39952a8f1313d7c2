using System.Net;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts.Authentication;

/// <summary>
/// Decides whether the actor may use the endpoint, by the endpoint's declaration. What declares nothing is refused
/// (<see cref="DeclarationCheck"/> keeps such a server from starting at all).
/// </summary>
internal sealed class PermissionMiddleware(RequestDelegate next, FailedAttempts failures, Installation installation)
{
    private static readonly string[] ProxyHeaders = ["X-Forwarded-For", "X-Forwarded-Host", "X-Real-IP", "Forwarded", "Via"];

    public Task InvokeAsync(HttpContext context)
    {
        var endpoint = context.GetEndpoint();
        if (endpoint?.Metadata.GetMetadata<OpenToEveryone>() is not null)
            return next(context);
        // No route: nothing to guard but the names of routes, which strangers need not learn from the API.
        if (endpoint is null && !context.Request.IsApi())
            return next(context);
        if (IsOpenToNeighbours(endpoint) && IsNeighbour(context))
            return next(context);
        if (context.Features.Get<Actor>() is not { } actor)
            return RefuseStrangerAsync(context);
        // The router's own answers (404, 405, 415) are no route endpoints and declare nothing.
        if (endpoint is not RouteEndpoint)
            return next(context);
        return endpoint.Metadata.GetMetadata<RequiredPermission>() is { Permission: var needed } && Allows(actor, needed)
            ? next(context)
            : Problem.Forbidden($"The role '{actor.Role.Word()}' does not allow this.").ExecuteAsync(context);
    }

    private static bool IsOpenToNeighbours(Endpoint? endpoint) => endpoint?.Metadata.GetMetadata<OpenToThisMachine>() is not null;

    /// <summary>
    /// Nobody's credentials, from a loopback address, and not passed on by a proxy of this machine, whose visitors come from anywhere.
    /// </summary>
    private static bool IsNeighbour(HttpContext context) =>
        context.Features.Get<Actor>() is null
        && context.Features.Get<CredentialsFeature>()?.Fault is null
        && context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address)
        && !ProxyHeaders.Any(context.Request.Headers.ContainsKey)
        // A page of another site in a browser of this machine sends the name of that site.
        && (context.Request.Host.Host is "localhost" || IPAddress.TryParse(context.Request.Host.Host, out _));

    /// <summary>The machine belongs to the first organization: owning another one gives no right over it.</summary>
    private bool Allows(Actor actor, Permission needed) =>
        actor.Role.Allows(needed) && (needed != Permission.HostAdministrate || actor.IsLocalRoot || actor.Organization == installation.DefaultOrganization);

    private async Task RefuseStrangerAsync(HttpContext context)
    {
        var fault = context.Features.Get<CredentialsFeature>()?.Fault;
        if (fault is not null && failures.Add(context.Connection.RemoteIpAddress) is { } wait)
        {
            context.Response.Headers.RetryAfter = $"{Math.Ceiling(wait.TotalSeconds)}";
            await Problem.Of(StatusCodes.Status429TooManyRequests, "Too many failed attempts from this address. Try again in a minute.").ExecuteAsync(context);
            return;
        }
        if (context.Request.IsPageVisit())
        {
            var back = HttpMethods.IsGet(context.Request.Method) ? context.Request.Path + context.Request.QueryString : "/";
            context.Response.Redirect($"/sign-in?return={Uri.EscapeDataString(back)}");
            return;
        }
        context.Response.Headers.WWWAuthenticate = "Bearer";
        await Problem.Of(StatusCodes.Status401Unauthorized, fault ?? "Send a token: 'Authorization: Bearer sea_…'. Make one with: sea token create NAME").ExecuteAsync(context);
    }
}
