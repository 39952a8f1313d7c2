namespace Seaworthy.Server.Domains.Certificates;

/// <summary>What a look at a certificate means for what is known of it, and when to look again. Pure.</summary>
internal static class CertificatePlan
{
    private static readonly TimeSpan Daily = TimeSpan.FromDays(1);
    private static readonly TimeSpan SoonAgain = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Pauses after a failed look. The first is just longer than Caddy's own pause, so that its second attempt is seen; authorities
    /// allow five failures an hour for a host. After the last it is once a day.
    /// </summary>
    private static readonly TimeSpan[] Pauses =
        [TimeSpan.FromSeconds(75), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(20), TimeSpan.FromHours(1), TimeSpan.FromHours(6), TimeSpan.FromHours(12)];

    public static (HostCertificate Known, DateTimeOffset NextLook) Next(HostCertificate known, CertificateSeen seen, DateTimeOffset now) => seen switch
    {
        CertificateSeen.Active active => (
            known with { Certificate = "active", Issuer = active.Issuer, NotAfter = active.NotAfter, Error = null, Attempts = 0 },
            now + Sooner(Daily, (active.NotAfter - now) / 2)),
        CertificateSeen.Unknown unknown => (known with { Error = unknown.Error }, now + SoonAgain),
        CertificateSeen.Failed failed => (
            known with { Certificate = "failed", Issuer = null, NotAfter = null, Error = failed.Error, Attempts = known.Attempts + 1 },
            now + (known.Attempts < Pauses.Length ? Pauses[known.Attempts] : Daily)),
        _ => throw new ArgumentOutOfRangeException(nameof(seen)),
    };

    /// <summary>Caddy's internal authority signs for half a day only.</summary>
    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => other < one ? other > SoonAgain ? other : SoonAgain : one;
}
