using System.Text.Json;
using Seaworthy.Server.Domains.Certificates;
using Seaworthy.Server.Platform;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Domains.Certificates;

public sealed class LookAtCertificateTests : IDisposable
{
    private const string Host = "shop.example.com";

    private readonly string home = Directory.CreateTempSubdirectory("seaworthy-look-").FullName;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => DateTimeOffset.UtcNow;

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public async Task A_certificate_that_is_shown_is_active()
    {
        await using var caddy = FakeCaddy.Showing(Host, Now.AddDays(-1), Now.AddDays(30));

        var active = (await Look(caddy.Port)).ShouldBeOfType<CertificateSeen.Active>();

        active.Issuer.ShouldBe("Harbour H1");
        active.NotAfter.ShouldBe(Now.AddDays(30), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task One_for_another_host_is_none()
    {
        await using var caddy = FakeCaddy.Showing("other.example.com", Now.AddDays(-1), Now.AddDays(30));

        (await Look(caddy.Port)).ShouldBeOfType<CertificateSeen.Failed>().Error.ShouldContain("not for shop.example.com");
    }

    [Fact]
    public async Task One_that_ran_out_is_none()
    {
        await using var caddy = FakeCaddy.Showing(Host, Now.AddDays(-30), Now.AddDays(-1));

        (await Look(caddy.Port)).ShouldBeOfType<CertificateSeen.Failed>().Error.ShouldContain("ran out");
    }

    [Fact]
    public async Task Nobody_there_is_no_verdict() => (await Look(FreePort.Next())).ShouldBeOfType<CertificateSeen.Unknown>().Error.ShouldContain("./sea status");

    [Fact]
    public async Task A_refusal_without_words_is_told_as_such()
    {
        Say(Host, "an old story", Now.AddMinutes(-20));
        Say("other.example.com", "somebody else's", Now);
        await using var caddy = FakeCaddy.Refusing();

        (await Look(caddy.Port)).ShouldBeOfType<CertificateSeen.Failed>().Error.ShouldStartWith("Caddy refused the handshake");
    }

    [Fact]
    public async Task The_authoritys_words_end_the_waiting()
    {
        const string Words = "HTTP 400 urn:ietf:params:acme:error:dns - no valid A records found for shop.example.com";
        await using var caddy = FakeCaddy.Waiting(() => Say(Host, Words, Now));

        (await Look(caddy.Port).WaitAsync(TimeSpan.FromSeconds(30), Cancel)).ShouldBeOfType<CertificateSeen.Failed>().Error.ShouldBe(Words);
    }

    [Fact]
    public void A_line_counts_only_for_its_host_and_from_its_time_on()
    {
        const string Line = """{"level":"error","ts":1795628876.7207837,"logger":"tls.obtain","msg":"could not get certificate from issuer","identifier":"broken.test","issuer":"x","error":"HTTP 400 urn:\nno"}""";
        var at = DateTimeOffset.FromUnixTimeSeconds(1795628876);

        CertificateAuthorityLog.Parse(Line, "broken.test", at).ShouldBe("HTTP 400 urn: no");
        CertificateAuthorityLog.Parse(Line, "broken.test", at.AddSeconds(1)).ShouldBeNull();
        CertificateAuthorityLog.Parse(Line, "oken.test", at).ShouldBeNull();
        CertificateAuthorityLog.Parse(Line[20..], "broken.test", at).ShouldBeNull();
    }

    private async Task<CertificateSeen> Look(int port)
    {
        var options = Options() with { RouterHttpsPort = port };
        return await new LookAtCertificate(options, new CertificateAuthorityLog(options), TimeProvider.System).RunAsync(Host, Cancel);
    }

    private PlatformOptions Options() => PlatformOptions.Read(new Dictionary<string, string> { ["SEAWORTHY_HOME"] = home }.GetValueOrDefault);

    private void Say(string host, string error, DateTimeOffset at)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Options().CertificateLog)!);
        File.AppendAllText(Options().CertificateLog, JsonSerializer.Serialize(new { level = "error", ts = at.ToUnixTimeMilliseconds() / 1000d, logger = "tls.obtain", identifier = host, error }) + "\n");
    }
}
