using System.Text.Json.Nodes;
using Seaworthy.Machine.Https;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Tests.Https;

public sealed class CaddyConfigurationTests
{
    private static readonly CaddySpec spec = new(
        443, "/var/lib/seaworthy/front/edge.sock", new Uri("http://127.0.0.1:80/.well-known/seaworthy/ask"), "/tmp/caddy-data", "/tmp/caddy-certificates.log",
        AcmeDirectory: null, AcmeEmail: null, AcmeRoots: null, ["localhost", "*.localhost"]);

    [Fact]
    public void Everything_goes_to_the_edge_and_no_certificate_is_fetched_unasked()
    {
        var configuration = JsonNode.Parse(CaddyConfiguration.Render(spec))!;
        var server = configuration["apps"]!["http"]!["servers"]!["front"]!;

        server["listen"]!.ToJsonString().ShouldBe("""[":443"]""");
        server["routes"]![0]!["handle"]![0]!["upstreams"]![0]!["dial"]!.GetValue<string>().ShouldBe("unix//var/lib/seaworthy/front/edge.sock");
        var tls = configuration["apps"]!["tls"]!["automation"]!;
        tls["on_demand"]!["permission"]!["endpoint"]!.GetValue<string>().ShouldBe("http://127.0.0.1/.well-known/seaworthy/ask");
        tls["policies"]!.AsArray().ShouldAllBe(policy => policy!["on_demand"]!.GetValue<bool>());
        configuration["admin"]!["disabled"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public void The_authority_is_as_set()
    {
        var own = spec with { AcmeDirectory = "https://ca.example/dir", AcmeEmail = "a@b.example", AcmeRoots = "/x/roots.pem" };

        Issuer(spec).ToJsonString().ShouldBe("""{"module":"acme","challenges":{"http":{"disabled":true}}}""");
        Issuer(own).ToJsonString().ShouldBe(
            """{"module":"acme","challenges":{"http":{"disabled":true}},"ca":"https://ca.example/dir","email":"a@b.example","trusted_roots_pem_files":["/x/roots.pem"]}""");
    }

    [Fact]
    public async Task Caddy_itself_finds_it_valid()
    {
        var cancel = TestContext.Current.CancellationToken;
        var file = Path.Combine(Directory.CreateTempSubdirectory("caddy-").FullName, "config.json");
        await File.WriteAllTextAsync(file, CaddyConfiguration.Render(spec with { CertificateLog = Path.ChangeExtension(file, "log"), DataDirectory = Path.GetDirectoryName(file)! }), cancel);

        var said = await new Command(Inventory.Caddy.ShouldNotBeNull(), "validate", "--config", file).RunAsync(cancel);

        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
        said.Succeeded.ShouldBeTrue(said.Tail());
    }

    private static JsonNode Issuer(CaddySpec of) => JsonNode.Parse(CaddyConfiguration.Render(of))!["apps"]!["tls"]!["automation"]!["policies"]![1]!["issuers"]![0]!;
}
