namespace Seaworthy.Server.Accounts;

/// <summary>The declaration: endpoint metadata that the authorization middleware and the start-up check read.</summary>
public sealed record RequiredPermission(Permission Permission);

/// <summary>The declaration that an endpoint is open to everybody, with the reason.</summary>
public sealed record OpenToEveryone(string Reason);

/// <summary>Beside <see cref="RequiredPermission"/>: who sends no credentials but sits on this machine may use the endpoint too.</summary>
public sealed record OpenToThisMachine;

public static class PermissionDeclarations
{
    public static TBuilder Require<TBuilder>(this TBuilder builder, Permission permission)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RequiredPermission(permission));

    /// <summary>Only for counts, for monitors on the same machine.</summary>
    public static TBuilder OrFromThisMachine<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OpenToThisMachine());

    /// <summary>Only for what is anonymous: health, readiness, sign-in, setup, signed webhooks.</summary>
    public static TBuilder AllowEveryone<TBuilder>(this TBuilder builder, string reason)
        where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new OpenToEveryone(reason));
}
