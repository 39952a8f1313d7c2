using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Domains.Certificates;

/// <summary>
/// One look at the certificate of a host: makes the handshake that has Caddy fetch it, and meanwhile reads what the authority says.
/// </summary>
public sealed class LookAtCertificate(PlatformOptions options, CertificateAuthorityLog log, TimeProvider time)
{
    /// <summary>Caddy tries a second time a minute after the first, still in the same handshake.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(100);

    private static readonly TimeSpan BetweenReads = TimeSpan.FromMilliseconds(250);

    /// <summary>While an earlier handshake's attempt is still being repeated, ours only waits for it: then its error is the news.</summary>
    private static readonly TimeSpan StillNews = TimeSpan.FromMinutes(5);

    internal async Task<CertificateSeen> RunAsync(string host, CancellationToken ct)
    {
        var began = time.GetUtcNow();
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        ending.CancelAfter(Patience);
        var handshake = Handshake.MakeAsync(host, options.RouterHttpsPort, ending.Token);
        var error = await WaitForErrorAsync(host, began, handshake, ending.Token);
        await ending.CancelAsync();
        var made = await EndOfAsync(handshake);
        ct.ThrowIfCancellationRequested();
        return made switch
        {
            Handshake.Shown { IsForHost: false } shown => new CertificateSeen.Failed($"The port answers with a certificate of {shown.Issuer} that is not for {host}."),
            Handshake.Shown shown when shown.NotAfter <= began => new CertificateSeen.Failed(
                await LastErrorAsync(host, began, ct) ?? $"The certificate of {shown.Issuer} ran out on {shown.NotAfter:yyyy-MM-dd}."),
            Handshake.Shown shown => new CertificateSeen.Active(shown.Issuer, shown.NotBefore, shown.NotAfter),
            Handshake.Unreachable silent => new CertificateSeen.Unknown($"Caddy does not answer on port {options.RouterHttpsPort} ({silent.Reason}). See: ./sea status"),
            Handshake.Refused refused => new CertificateSeen.Failed(
                error ?? await LastErrorAsync(host, began, ct) ?? $"Caddy refused the handshake: {refused.Reason}. ./sea logs caddy tells more."),
            _ => new CertificateSeen.Failed(error ?? await LastErrorAsync(host, began, ct) ?? $"The certificate did not come within {Patience.TotalSeconds:0} seconds."),
        };
    }

    /// <summary>Returns with the authority's error as soon as there is one, or with null when the handshake came to its end.</summary>
    private async Task<string?> WaitForErrorAsync(string host, DateTimeOffset since, Task handshake, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Task.WhenAny(handshake, Task.Delay(BetweenReads, time, ct)).ConfigureAwait(false);
            if (handshake.IsCompleted)
                return null;
            if (!ct.IsCancellationRequested && await log.LastErrorAsync(host, since, CancellationToken.None) is { } error)
                return error;
        }
        return null;
    }

    private Task<string?> LastErrorAsync(string host, DateTimeOffset now, CancellationToken ct) => log.LastErrorAsync(host, now - StillNews, ct);

    private static async Task<Handshake?> EndOfAsync(Task<Handshake> handshake)
    {
        try
        {
            return await handshake;
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }
}

/// <summary>What a look came to.</summary>
internal abstract record CertificateSeen
{
    public sealed record Active(string Issuer, DateTimeOffset NotBefore, DateTimeOffset NotAfter) : CertificateSeen;

    public sealed record Failed(string Error) : CertificateSeen;

    /// <summary>Nobody could be asked: what was known before still holds.</summary>
    public sealed record Unknown(string Error) : CertificateSeen;
}
