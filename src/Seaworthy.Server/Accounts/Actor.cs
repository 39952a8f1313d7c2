using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Accounts;

/// <summary>Who makes a request: found by <see cref="Authentication.ActorMiddleware"/>, read by endpoints through <see cref="ActorOf"/>.</summary>
/// <param name="Organization">The tenant whose rows the request may see.</param>
/// <param name="Name">For people: "token demo", "local administrator", a user's e-mail.</param>
/// <param name="IsLocalRoot">True for uid 0 on the administrator's Unix socket.</param>
public sealed record Actor(OrganizationId Organization, string Name, Role Role, bool IsLocalRoot, TokenId? Token, UserId? User);

public static class ActorOf
{
    /// <exception cref="InvalidOperationException">The endpoint is open to everyone, so there may be no actor.</exception>
    public static Actor Actor(this HttpContext context) =>
        context.Features.Get<Actor>() ?? throw new InvalidOperationException("This endpoint has no authenticated actor.");
}
