using System.Text.Json;
using System.Text.Json.Nodes;

namespace Seaworthy.Machine.Https;

/// <summary>What Caddy's configuration depends on.</summary>
/// <param name="AskAddress">Where it asks before it loads or fetches a certificate: 200 yes, else no.</param>
/// <param name="AcmeDirectory">Null: Let's Encrypt's.</param>
/// <param name="InternalNames">Names that no public authority signs: they get certificates of Caddy's own.</param>
public sealed record CaddySpec(
    int HttpsPort, string EdgeSocket, Uri AskAddress, string DataDirectory, string CertificateLog, string? AcmeDirectory, string? AcmeEmail, string? AcmeRoots,
    IReadOnlyList<string> InternalNames);

/// <summary>
/// Caddy's whole configuration, as its JSON. It never changes while hosts come and go: Caddy asks the edge for each, so there is no
/// reload that could cut a connection, and no admin interface to guard.
/// </summary>
public static class CaddyConfiguration
{
    /// <summary>How long open requests may take to end when Caddy stops.</summary>
    private const string Grace = "5s";

    private static readonly JsonSerializerOptions indented = new() { WriteIndented = true };

    public static string Render(CaddySpec spec) => new JsonObject
    {
        ["admin"] = new JsonObject { ["disabled"] = true, ["config"] = new JsonObject { ["persist"] = false } },
        ["logging"] = Logging(spec),
        ["storage"] = new JsonObject { ["module"] = "file_system", ["root"] = spec.DataDirectory },
        ["apps"] = new JsonObject
        {
            ["http"] = new JsonObject
            {
                ["https_port"] = spec.HttpsPort,
                ["grace_period"] = Grace,
                ["servers"] = new JsonObject { ["front"] = Server(spec) },
            },
            // Without this it would try to make the whole machine believe it.
            ["pki"] = new JsonObject { ["certificate_authorities"] = new JsonObject { ["local"] = new JsonObject { ["install_trust"] = false } } },
            ["tls"] = Tls(spec),
        },
    }.ToJsonString(indented);

    private static JsonObject Logging(CaddySpec spec) => new()
    {
        ["logs"] = new JsonObject
        {
            ["default"] = new JsonObject
            {
                ["writer"] = new JsonObject { ["output"] = "stderr" },
                ["encoder"] = new JsonObject { ["format"] = "json" },
                ["level"] = "INFO",
            },
            // The authority's own words about hosts, for the server to read.
            ["certificates"] = new JsonObject
            {
                ["writer"] = new JsonObject { ["output"] = "file", ["filename"] = spec.CertificateLog, ["roll_size_mb"] = 5, ["roll_keep"] = 1 },
                ["encoder"] = new JsonObject { ["format"] = "json" },
                ["include"] = new JsonArray("tls.obtain", "tls.renew"),
                ["level"] = "ERROR",
            },
        },
    };

    private static JsonObject Server(CaddySpec spec) => new()
    {
        ["listen"] = new JsonArray($":{spec.HttpsPort}"),
        ["protocols"] = new JsonArray("h1", "h2", "h3"),
        ["read_header_timeout"] = "15s",
        ["idle_timeout"] = "2m",
        // The edge answers on the plain port, and sends on to https where that is wanted.
        ["automatic_https"] = new JsonObject { ["disable_redirects"] = true },
        ["tls_connection_policies"] = new JsonArray(new JsonObject()),
        ["routes"] = new JsonArray(
            // Trailers and streams both ways survive only over HTTP/2; WebSockets only over HTTP/1.1.
            new JsonObject
            {
                ["match"] = new JsonArray(new JsonObject { ["header"] = new JsonObject { ["Content-Type"] = new JsonArray("application/grpc", "application/grpc+*", "application/grpc;*") } }),
                ["handle"] = new JsonArray(ToEdge(spec, "h2c")),
                ["terminal"] = true,
            },
            new JsonObject { ["handle"] = new JsonArray(ToEdge(spec, "1.1")) }),
    };

    private static JsonObject ToEdge(CaddySpec spec, string version) => new()
    {
        ["handler"] = "reverse_proxy",
        ["upstreams"] = new JsonArray(new JsonObject { ["dial"] = $"unix/{spec.EdgeSocket}" }),
        // Compression is the app's affair.
        ["transport"] = new JsonObject { ["protocol"] = "http", ["versions"] = new JsonArray(version), ["compression"] = false },
        ["stream_close_delay"] = "1h",
        // While the edge restarts, requests wait for it. What may have been sent is never sent again, whatever its method.
        ["load_balancing"] = new JsonObject
        {
            ["try_duration"] = "5s",
            ["try_interval"] = "100ms",
            ["retry_match"] = new JsonArray(new JsonObject { ["method"] = new JsonArray("NONE") }),
        },
    };

    private static JsonObject Tls(CaddySpec spec) => new()
    {
        ["automation"] = new JsonObject
        {
            ["policies"] = new JsonArray(
                new JsonObject
                {
                    ["subjects"] = new JsonArray([.. spec.InternalNames.Select(name => (JsonNode)name)]),
                    ["on_demand"] = true,
                    ["issuers"] = new JsonArray(new JsonObject { ["module"] = "internal" }),
                },
                new JsonObject { ["on_demand"] = true, ["issuers"] = new JsonArray(Acme(spec)) }),
            ["on_demand"] = new JsonObject { ["permission"] = new JsonObject { ["module"] = "http", ["endpoint"] = spec.AskAddress.ToString() } },
        },
    };

    private static JsonObject Acme(CaddySpec spec)
    {
        var issuer = new JsonObject
        {
            ["module"] = "acme",
            // Port 80 is the edge's: the proof goes over the HTTPS port.
            ["challenges"] = new JsonObject { ["http"] = new JsonObject { ["disabled"] = true } },
        };
        if (spec.AcmeDirectory is not null)
            issuer["ca"] = spec.AcmeDirectory;
        if (spec.AcmeEmail is not null)
            issuer["email"] = spec.AcmeEmail;
        if (spec.AcmeRoots is not null)
            issuer["trusted_roots_pem_files"] = new JsonArray(spec.AcmeRoots);
        return issuer;
    }
}
