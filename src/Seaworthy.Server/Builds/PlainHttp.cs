using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>What a build's log says of a source that is fetched without TLS: it is allowed, since many a Git server in a house has none.</summary>
internal static class PlainHttp
{
    /// <summary>Null where there is nothing to warn of.</summary>
    public static string? Warning(string url, SourceCredentials? credentials) => !url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        ? null
        : credentials is null
            ? "Warning: http:// is not encrypted. Whoever is on the way can change what is built here. Use the https address, if there is one."
            : "Warning: http:// is not encrypted. Whoever is on the way can change what is built here, and read the password that it is fetched with. Use the https address, if there is one.";
}
