namespace Seaworthy.Server.Accounts;

/// <summary>The declaration: endpoint metadata that the authorization middleware and the start-up check read.</summary>
public sealed record RequiredPermission(Permission Permission);

/// <summary>The declaration that an endpoint is open to everybody, with the reason.</summary>
public sealed record OpenToEveryone(string Reason);

public static class PermissionDeclarations
{
    public static TBuilder Require<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredPermission(permission));

    /// <summary>Only for what DESIGN lists as anonymous: health, readiness, sign-in, setup, signed webhooks.</summary>
    public static TBuilder AllowEveryone<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OpenToEveryone(reason));
}
