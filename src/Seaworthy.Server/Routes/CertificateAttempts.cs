using System.Collections.Concurrent;

namespace Seaworthy.Server.Routes;

/// <summary>
/// Whose certificate is being fetched right now. Only meanwhile may Caddy ask for one whose last attempt failed: at other times it is told
/// no, so that a visitor's handshake ends at once instead of hanging while Caddy tries, waits and tries again.
/// </summary>
public sealed class CertificateAttempts
{
    private readonly ConcurrentDictionary<string, bool> underWay = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, bool> failed = new(StringComparer.Ordinal);

    /// <summary>The attempt lasts until this is disposed of; publish the routes once it has begun.</summary>
    public IDisposable Begin(string host)
    {
        underWay[host] = true;
        failed.TryRemove(host, out _);
        return new Attempt(this, host);
    }

    public bool IsUnderWay(string host) => underWay.ContainsKey(host);

    /// <summary>For a host that has no row of its own, which would keep it.</summary>
    public void Fail(string host) => failed[host] = true;

    /// <summary>Whether the last attempt failed, by <see cref="Fail"/>.</summary>
    public bool HasFailed(string host) => failed.ContainsKey(host);

    private sealed class Attempt(CertificateAttempts attempts, string host) : IDisposable
    {
        public void Dispose() => attempts.underWay.TryRemove(host, out _);
    }
}
