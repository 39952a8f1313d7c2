using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains;

/// <summary>Which hosts may be added as domains of apps: those that the installation does not already give a meaning to.</summary>
public static class DomainHosts
{
    /// <summary>Null: it may be. Else what is wrong with it, as the continuation of the field's name.</summary>
    public static string? FaultOf(HostName host, PlatformOptions options) => host.Value switch
    {
        var value when value == options.ServerDomain => "is the address of Seaworthy itself (SERVER_DOMAIN)",
        var value when value == options.RouterDomain => "is the domain below which apps answer by their slug (ROUTER_DOMAIN)",
        _ when host.IsBelow(options.RouterDomain) => $"is below {options.RouterDomain}, where apps answer by their slug (ROUTER_DOMAIN): change the app's slug instead",
        _ when host.IsBelow("localhost") => "is below localhost, which is every visitor's own machine",
        _ => null,
    };
}
