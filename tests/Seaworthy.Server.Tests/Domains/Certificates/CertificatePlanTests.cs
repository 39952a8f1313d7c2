using Seaworthy.Server.Domains.Certificates;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Tests.Domains.Certificates;

public sealed class CertificatePlanTests
{
    private static readonly DateTimeOffset Now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly HostCertificate New =
        new() { Id = Guid.NewGuid(), Host = "shop.example.com", AppId = Ids.New<AppId>(), Certificate = "waiting", Attempts = 0 };

    [Fact]
    public void Active_IsLookedAtAgainTheNextDay()
    {
        var (known, next) = CertificatePlan.Next(New with { Error = "x", Attempts = 3 }, new CertificateSeen.Active("Let's Encrypt R11", Now, Now.AddDays(90)), Now);

        (known.Certificate, known.Issuer, known.NotAfter, known.Error, known.Attempts).ShouldBe(("active", "Let's Encrypt R11", Now.AddDays(90), null, 0));
        next.ShouldBe(Now.AddDays(1));
    }

    [Fact]
    public void Active_ButForHoursOnly_IsLookedAtBeforeItRunsOut() =>
        CertificatePlan.Next(New, new CertificateSeen.Active("Caddy Local Authority", Now, Now.AddHours(12)), Now).NextLook.ShouldBe(Now.AddHours(6));

    [Fact]
    public void Failed_PausesGrow_UpToADay()
    {
        var known = New;
        var pauses = new List<TimeSpan>();
        while (pauses.Count < 10)
        {
            (known, var next) = CertificatePlan.Next(known, new CertificateSeen.Failed("HTTP 400 …"), Now);
            known.Certificate.ShouldBe("failed");
            known.Error.ShouldBe("HTTP 400 …");
            pauses.Add(next - Now);
        }

        pauses.Count(pause => pause == TimeSpan.FromDays(1)).ShouldBe(4);
        pauses.ShouldBe(pauses.Order());
        // Authorities count failures by the hour.
        pauses.Aggregate((Sum: TimeSpan.Zero, Count: 1), (past, pause) => (past.Sum + pause, past.Sum + pause < TimeSpan.FromHours(1) ? past.Count + 1 : past.Count)).Count.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public void NobodyAnswers_WhatWasKnownHolds()
    {
        var active = New with { Certificate = "active", Issuer = "R11", NotAfter = Now.AddDays(9) };

        var (known, next) = CertificatePlan.Next(active, new CertificateSeen.Unknown("Caddy does not answer"), Now);

        known.ShouldBe(active with { Error = "Caddy does not answer" });
        next.ShouldBeLessThan(Now.AddMinutes(2));
    }
}
