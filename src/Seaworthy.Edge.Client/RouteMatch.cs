namespace Seaworthy.Edge.Client;

/// <summary>
/// Exact hosts win over wildcards, longer suffixes over shorter ones, and within a host the longest path prefix wins.
/// </summary>
public sealed record RouteMatch
{
    /// <summary><c>app.example.com</c>, or <c>*.example.com</c> for every name below it. No port; case does not matter.</summary>
    public required string Host { get; init; }

    /// <summary>Matches whole segments: <c>/api</c> takes <c>/api</c> and <c>/api/users</c>, not <c>/apis</c>; <c>/</c> takes all.</summary>
    public required string PathPrefix { get; init; }

    /// <summary>
    /// A request that did not come encrypted is sent to the same address under https (308). Encrypted is what comes over Caddy's
    /// socket, and what a trusted proxy says so of by <c>X-Forwarded-Proto: https</c>.
    /// </summary>
    public bool RedirectToHttps { get; init; }

    /// <summary>
    /// There is no certificate, and none is to be fetched at the moment: Caddy is told no, so that a handshake ends at once instead of
    /// waiting for another attempt.
    /// </summary>
    public bool NoCertificate { get; init; }
}
