using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Routes;

/// <summary>What the table says beside the apps: the domain below which they answer, and the server itself.</summary>
/// <param name="AppDomain">ROUTER_DOMAIN.</param>
/// <param name="HttpsEnabled">Nobody is sent to https while it is off.</param>
/// <param name="Server">Null: the server answers at its own port only.</param>
public sealed record RouteHosts(string AppDomain, bool HttpsEnabled, AppRoutes? Server)
{
    public static RouteHosts Of(PlatformOptions options, Installation installation) =>
        new(options.RouterDomain, options.HttpsEnabled, options.ServerDomain is { } host ? ServerAt(host, options, installation) : null);

    private static AppRoutes ServerAt(string host, PlatformOptions options, Installation installation) => new()
    {
        App = installation.Id,
        Name = "Seaworthy",
        Matches = [new RouteMatch { Host = host, PathPrefix = "/", RedirectToHttps = options.HasCertificate(host) }],
        State = AppState.Serving,
        Targets = [new Target { Instance = installation.ServerId, Address = options.LocalAddress.ToString(), Weight = 1 }],
    };
}
