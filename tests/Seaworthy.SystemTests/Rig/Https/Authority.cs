using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Https;

/// <summary>A certificate authority of the test's own, with a DNS that knows every name as this machine: Debian's pebble.</summary>
public sealed class Authority : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly int directoryPort = FreePort.Next();
    private readonly int managementPort = FreePort.Next();
    private readonly int dnsPort = FreePort.Next();
    private readonly int dnsManagementPort = FreePort.Next();
    private readonly string folder = Directory.CreateTempSubdirectory("authority-").FullName;
    private ChildProcess? dns;
    private ChildProcess? pebble;

    private Authority()
    {
    }

    public string DirectoryUrl => $"https://127.0.0.1:{directoryPort}/dir";

    /// <summary>What the authority's own server is believed by.</summary>
    public string ServerRootFile => Path.Combine(folder, "ca.pem");

    /// <summary>What its certificates are believed by.</summary>
    public X509Certificate2 Root { get; private set; } = null!;

    /// <param name="tlsPort">Where it visits a name to see that it is ours.</param>
    public static async Task<Authority> Start(Installation installation, int tlsPort, CancellationToken cancel)
    {
        var authority = new Authority();
        authority.WriteFiles(tlsPort);
        authority.StartPrograms(installation);
        await authority.Answers(cancel);
        return authority;
    }

    /// <summary>From now on the DNS fails for this name.</summary>
    public async Task BreakDns(string host, CancellationToken cancel)
    {
        using var http = new HttpClient();
        (await http.PostAsJsonAsync($"http://127.0.0.1:{dnsManagementPort}/set-servfail", new { host }, cancel)).EnsureSuccessStatusCode();
    }

    public async Task MendDns(string host, CancellationToken cancel)
    {
        using var http = new HttpClient();
        (await http.PostAsJsonAsync($"http://127.0.0.1:{dnsManagementPort}/clear-servfail", new { host }, cancel)).EnsureSuccessStatusCode();
    }

    public ValueTask DisposeAsync()
    {
        pebble?.Dispose();
        dns?.Dispose();
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    private void StartPrograms(Installation installation)
    {
        dns = ChildProcess.Start(
            [
                "pebble-challtestsrv", "-defaultIPv6", "", "-defaultIPv4", "127.0.0.1", "-dns01", $"127.0.0.1:{dnsPort}",
                "-http01", "", "-https01", "", "-tlsalpn01", "", "-management", $"127.0.0.1:{dnsManagementPort}",
            ],
            new Dictionary<string, string>(), Path.Combine(installation.Artifacts, "dns.log"));
        installation.Own(dns.Id);
        pebble = ChildProcess.Start(
            ["pebble", "-config", Path.Combine(folder, "pebble.json"), "-dnsserver", $"127.0.0.1:{dnsPort}"],
            new Dictionary<string, string> { ["PEBBLE_VA_NOSLEEP"] = "1", ["PEBBLE_WFE_NONCEREJECT"] = "0" }, Path.Combine(installation.Artifacts, "pebble.log"));
        installation.Own(pebble.Id);
    }

    private async Task Answers(CancellationToken cancel)
    {
        using var serverRoot = X509CertificateLoader.LoadCertificateFromFile(ServerRootFile);
        var believed = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, CustomTrustStore = { serverRoot }, RevocationMode = X509RevocationMode.NoCheck };
        using var http = new HttpClient(new SocketsHttpHandler { SslOptions = { CertificateChainPolicy = believed } });
        var pem = await Eventually.Get(
            token => http.GetStringAsync(new Uri($"https://127.0.0.1:{managementPort}/roots/0"), token), _ => true, Patience, "the authority answers", cancel);
        Root = X509Certificate2.CreateFromPem(pem);
        await Eventually.Get(token => http.GetStringAsync(new Uri(DirectoryUrl), token), _ => true, Patience, "the authority's directory answers", cancel);
    }

    private void WriteFiles(int tlsPort)
    {
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var rootRequest = new CertificateRequest("CN=The authority's own", rootKey, HashAlgorithmName.SHA256);
        rootRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var (from, to) = (DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(30));
        using var root = rootRequest.CreateSelfSigned(from, to);

        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(System.Net.IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var server = request.Create(root, from, to, [1]);

        File.WriteAllText(ServerRootFile, root.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.pem"), server.ExportCertificatePem());
        File.WriteAllText(Path.Combine(folder, "server.key"), key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Path.Combine(folder, "pebble.json"), $$"""
            { "pebble": {
              "listenAddress": "127.0.0.1:{{directoryPort}}", "managementListenAddress": "127.0.0.1:{{managementPort}}",
              "certificate": "{{folder}}/server.pem", "privateKey": "{{folder}}/server.key",
              "httpPort": 1, "tlsPort": {{tlsPort}}, "ocspResponderURL": "", "externalAccountBindingRequired": false }
            }
            """);
    }
}
