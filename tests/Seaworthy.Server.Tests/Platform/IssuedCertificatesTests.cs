using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Https;

namespace Seaworthy.Server.Tests.Platform;

public sealed class IssuedCertificatesTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    private readonly string home = Directory.CreateTempSubdirectory("seaworthy-certificates-").FullName;

    private string Storage => Path.Combine(home, "caddy", "data");

    public void Dispose() => Directory.Delete(home, recursive: true);

    [Fact]
    public void Has_APublicAuthoritysThatHasNotRunOut()
    {
        Store("acme-v02.api.letsencrypt.org-directory", "shop.example.com", Now.AddDays(30));
        Store("acme-v02.api.letsencrypt.org-directory", "old.example.com", Now.AddDays(-1));
        Store("local", "shop.localhost", Now.AddDays(1));

        IssuedCertificates.Has(Storage, "shop.example.com", Now).ShouldBeTrue();
        IssuedCertificates.Has(Storage, "shop.example.com", Now.AddDays(31)).ShouldBeFalse();
        IssuedCertificates.Has(Storage, "old.example.com", Now).ShouldBeFalse("it has run out");
        IssuedCertificates.Has(Storage, "shop.localhost", Now).ShouldBeFalse("no browser believes the internal authority");
        IssuedCertificates.Has(Storage, "other.example.com", Now).ShouldBeFalse();
        IssuedCertificates.Has(Path.Combine(home, "nothing"), "shop.example.com", Now).ShouldBeFalse();
    }

    [Fact]
    public void Has_SeesARenewedOne()
    {
        Store("ca", "shop.example.com", Now.AddDays(-1));
        IssuedCertificates.Has(Storage, "shop.example.com", Now).ShouldBeFalse();

        Store("ca", "shop.example.com", Now.AddDays(90));

        IssuedCertificates.Has(Storage, "shop.example.com", Now).ShouldBeTrue();
    }

    [Fact]
    public void AppUrl_IsHttpsOnceTheHostHasItsCertificate()
    {
        var options = Options();
        options.AppUrl("shop").ShouldBe("http://shop.apps.example.com");

        Store("ca", "shop.apps.example.com", Now.AddDays(90));

        options.AppUrl("shop").ShouldBe("https://shop.apps.example.com");
        options.AppUrl("blog").ShouldBe("http://blog.apps.example.com");
        (options with { RouterHttpsPort = 8443 }).AppUrl("shop").ShouldBe("https://shop.apps.example.com:8443");
        (options with { HttpsEnabled = false }).AppUrl("shop").ShouldBe("http://shop.apps.example.com");
    }

    [Fact]
    public void DashboardUrl_IsTheServersOwnNameOnceThatHasItsCertificate()
    {
        var options = Options() with { ServerDomain = "sea.example.com" };
        options.DashboardUrl.ShouldBe("http://apps.example.com:8080");

        Store("ca", "sea.example.com", Now.AddDays(90));

        options.DashboardUrl.ShouldBe("https://sea.example.com");
    }

    private PlatformOptions Options() =>
        PlatformOptions.Read(new Dictionary<string, string> { ["SEAWORTHY_HOME"] = home, ["ROUTER_DOMAIN"] = "apps.example.com" }.GetValueOrDefault);

    private void Store(string authority, string host, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={host}", key, HashAlgorithmName.SHA256).CreateSelfSigned(Now.AddDays(-10), until);
        var folder = Directory.CreateDirectory(Path.Combine(Storage, "certificates", authority, host)).FullName;
        File.WriteAllText(Path.Combine(folder, $"{host}.crt"), certificate.ExportCertificatePem() + "\n" + certificate.ExportCertificatePem());
        // Two writes within one tick of the clock would look like one.
        File.SetLastWriteTimeUtc(Path.Combine(folder, $"{host}.crt"), until.UtcDateTime);
    }
}
