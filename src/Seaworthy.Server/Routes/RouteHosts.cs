using Seaworthy.Edge.Client;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Routes;

/// <summary>What the table says beside the apps: the domain below which they answer, and the server itself.</summary>
/// <param name="AppDomain">ROUTER_DOMAIN.</param>
/// <param name="HttpsEnabled">Nobody is sent to https while it is off.</param>
/// <param name="Server">Null: the server answers at its own port only.</param>
public sealed record RouteHosts(string AppDomain, bool HttpsEnabled, AppRoutes? Server)
{
    /// <summary>Hosts that Caddy may ask for whatever came of the last attempt: there is a certificate after all, or one is being fetched.</summary>
    public Func<string, bool> MayAsk { get; init; } = static _ => false;

    public static RouteHosts Of(PlatformOptions options, Installation installation, CertificateAttempts attempts)
    {
        var mayAsk = (string host) => attempts.IsUnderWay(host) || options.HasCertificate(host);
        var server = options.ServerDomain is { } host ? ServerAt(host, options, installation, attempts.HasFailed(host) && !mayAsk(host)) : null;
        return new(options.RouterDomain, options.HttpsEnabled, server) { MayAsk = mayAsk };
    }

    private static AppRoutes ServerAt(string host, PlatformOptions options, Installation installation, bool noCertificate) => new()
    {
        App = installation.Id,
        Name = "Seaworthy",
        Matches = [new RouteMatch { Host = host, PathPrefix = "/", RedirectToHttps = options.HasCertificate(host), NoCertificate = noCertificate }],
        State = AppState.Serving,
        Targets = [new Target { Instance = installation.ServerId, Address = options.LocalAddress.ToString(), Weight = 1 }],
    };
}
