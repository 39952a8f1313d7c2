using System.Net;
using Npgsql;
using Seaworthy.Server.Platform.Https;

namespace Seaworthy.Server.Platform;

/// <summary>Where this installation lives and listens. Read once from the environment; every fault is told at once.</summary>
public sealed record PlatformOptions
{
    /// <summary>SEAWORTHY_HOME: the data directory.</summary>
    public required string Home { get; init; }

    /// <summary>SERVER_HOST: the address that the API and the dashboard listen on.</summary>
    public required IPAddress ServerHost { get; init; }

    /// <summary>SERVER_PORT: 8080 by default.</summary>
    public required int ServerPort { get; init; }

    /// <summary>SERVER_SHUTDOWN_TIMEOUT: how long requests may take to end after SIGTERM; 15 s by default.</summary>
    public required TimeSpan ShutdownTimeout { get; init; }

    /// <summary>ROUTER_DOMAIN: an app answers at <c>slug.domain</c>; localhost by default.</summary>
    public required string RouterDomain { get; init; }

    /// <summary>ROUTER_HTTP_PORT: the port that the edge listens on; 80 by default.</summary>
    public required int RouterHttpPort { get; init; }

    /// <summary>ROUTER_ENABLE_HTTPS: whether Caddy stands in front of the edge; true by default.</summary>
    public bool HttpsEnabled { get; init; } = true;

    /// <summary>ROUTER_HTTPS_PORT: the port that Caddy listens on; 443 by default.</summary>
    public int RouterHttpsPort { get; init; } = 443;

    /// <summary>SERVER_DOMAIN: the host at which the edge leads to this server, so that it answers over HTTPS; none by default.</summary>
    public string? ServerDomain { get; init; }

    /// <summary>SEAWORTHY_SUBNETS: the pool that app networks are cut from.</summary>
    public required IPNetwork Subnets { get; init; }

    /// <summary>SEAWORTHY_GIT_ALLOWED_RANGES: private ranges that Git URLs may point into, for a Git server on the LAN.</summary>
    public required IReadOnlyList<IPNetwork> GitAllowedRanges { get; init; }

    /// <summary>DOCKER_HOST without <c>unix://</c>: the engine's socket.</summary>
    public required string DockerSocket { get; init; }

    public required string ConnectionString { get; init; }

    public string RunDirectory => Path.Combine(Home, "run");

    public string AdminSocket => Path.Combine(RunDirectory, "seaworthy.sock");

    public string EdgeControlSocket => Path.Combine(RunDirectory, "edge-control.sock");

    public string KeysDirectory => Path.Combine(Home, "keys");

    public string WorkDirectory => Path.Combine(Home, "work");

    /// <summary>Where Caddy keeps certificates and keys.</summary>
    public string CertificateStorage => Path.Combine(Home, "caddy", "data");

    /// <summary>What Caddy says while it fetches certificates, as JSON lines.</summary>
    public string CertificateLog => Path.Combine(Home, "caddy", "log", "certificates.log");

    /// <summary>Where the server itself is reached from this machine.</summary>
    public IPEndPoint LocalAddress => new(
        ServerHost.Equals(IPAddress.Any) ? IPAddress.Loopback : ServerHost.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : ServerHost, ServerPort);

    /// <summary>The host of an app with this slug.</summary>
    public string AppHost(string slug) => $"{slug}.{RouterDomain}";

    /// <summary>The address at which an app with this slug answers: https where a visitor's browser will believe the certificate.</summary>
    public string AppUrl(string slug) => Url(AppHost(slug), HasCertificate(AppHost(slug)));

    public string Url(string host, bool isHttps) => isHttps
        ? RouterHttpsPort == 443 ? $"https://{host}" : $"https://{host}:{RouterHttpsPort}"
        : RouterHttpPort == 80 ? $"http://{host}" : $"http://{host}:{RouterHttpPort}";

    /// <summary>Where the dashboard and the API answer.</summary>
    public string DashboardUrl => ServerDomain is { } host && HasCertificate(host) ? Url(host, isHttps: true) : $"http://{RouterDomain}:{ServerPort}";

    /// <summary>Whether HTTPS is on and the host has a certificate of a public authority.</summary>
    public bool HasCertificate(string host) => HttpsEnabled && IssuedCertificates.Has(CertificateStorage, host, DateTimeOffset.UtcNow);

    /// <exception cref="InvalidOptionsException">Names every variable that cannot be used, and why.</exception>
    public static PlatformOptions Read(Func<string, string?> environment)
    {
        var faults = new List<string>();
        var options = new PlatformOptions
        {
            Home = Text("SEAWORTHY_HOME", "/var/lib/seaworthy"),
            ServerHost = Parse("SERVER_HOST", "0.0.0.0", value => IPAddress.TryParse(value == "localhost" ? "127.0.0.1" : value, out var ip) ? ip : null, "is not an IP address") ?? IPAddress.Any,
            ServerPort = Port("SERVER_PORT", 8080),
            ShutdownTimeout = Parse("SERVER_SHUTDOWN_TIMEOUT", "15s", ParseSeconds, "is not a time such as 15s") ?? TimeSpan.Zero,
            RouterDomain = Text("ROUTER_DOMAIN", "localhost").ToLowerInvariant(),
            RouterHttpPort = Port("ROUTER_HTTP_PORT", 80),
            HttpsEnabled = Parse("ROUTER_ENABLE_HTTPS", "true", ParseYes, "is neither true nor false") ?? true,
            RouterHttpsPort = Port("ROUTER_HTTPS_PORT", 443),
            ServerDomain = environment("SERVER_DOMAIN") is { Length: > 0 } ? Parse("SERVER_DOMAIN", "", ParseHost, "is not a host name such as sea.example.com") : null,
            Subnets = Parse("SEAWORTHY_SUBNETS", "10.192.0.0/12", ParsePool, "is not an IPv4 range of at most /20, such as 10.192.0.0/12") ?? default,
            GitAllowedRanges = Parse("SEAWORTHY_GIT_ALLOWED_RANGES", "", ParseRanges, "is not a list of ranges such as 192.168.1.0/24,10.0.0.5/32") ?? [],
            DockerSocket = Parse("DOCKER_HOST", "unix:///var/run/docker.sock", ParseSocket,
                "must be unix:// and the socket of this machine's rootful engine: containers are probed by their addresses") ?? "",
            ConnectionString = Postgres(),
        };
        return faults.Count == 0 ? options : throw new InvalidOptionsException(faults);

        string Text(string name, string fallback) => environment(name) is { Length: > 0 } value ? value : fallback;

        T? Parse<T>(string name, string fallback, Func<string, T?> parse, string otherwise)
        {
            var text = Text(name, fallback);
            var value = parse(text);
            if (value is null)
                faults.Add($"{name}={text} {otherwise}.");
            return value;
        }

        int Port(string name, int fallback) =>
            Parse(name, fallback.ToString(null as IFormatProvider), text => int.TryParse(text, out var port) && port is > 0 and < 65536 ? (int?)port : null, "is not a port between 1 and 65535") ?? fallback;

        string Postgres() => new NpgsqlConnectionStringBuilder
        {
            Host = Text("POSTGRES_HOST", Path.Combine(Text("SEAWORTHY_HOME", "/var/lib/seaworthy"), "postgres", "run")),
            Port = Port("POSTGRES_PORT", 5432),
            Username = Text("POSTGRES_USER", "seaworthy"),
            Password = environment("POSTGRES_PASSWORD"),
            Database = Text("POSTGRES_DB", "seaworthy"),
            SslMode = Parse("POSTGRES_SSL_MODE", "prefer", text => Enum.TryParse<SslMode>(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out var mode) ? (SslMode?)mode : null,
                "is not one of disable, allow, prefer, require, verify-ca, verify-full") ?? SslMode.Prefer,
            MaxPoolSize = Parse("POSTGRES_POOL_SIZE", "30", text => int.TryParse(text, out var size) && size is >= 10 and <= 500 ? (int?)size : null, "is not a number between 10 and 500") ?? 30,
            // A connection costs PostgreSQL 4 MB, and opening one takes a few milliseconds: after a crowd they go soon.
            ConnectionIdleLifetime = 15,
            ConnectionPruningInterval = 5,
            ApplicationName = "seaworthy",
            Timeout = 10,
            CommandTimeout = 30,
            // What is asked again and again is planned once per connection.
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 3,
        }.ConnectionString;
    }

    private static IPNetwork? ParsePool(string text) =>
        IPNetwork.TryParse(text, out var pool) && pool.BaseAddress.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork && pool.PrefixLength <= 20 ? pool : null;

    private static bool? ParseYes(string text) => text.ToLowerInvariant() switch
    {
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => null,
    };

    private static string? ParseHost(string text) => HostName.TryParse(text, out var host, out _) ? host.Value : null;

    /// <summary><c>15s</c> or <c>15</c>, at most ten minutes.</summary>
    private static TimeSpan? ParseSeconds(string text) =>
        int.TryParse(text.EndsWith('s') ? text[..^1] : text, System.Globalization.NumberStyles.None, null, out var seconds) && seconds is > 0 and <= 600 ? TimeSpan.FromSeconds(seconds) : null;

    private static IReadOnlyList<IPNetwork>? ParseRanges(string text)
    {
        var ranges = new List<IPNetwork>();
        foreach (var part in text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IPNetwork.TryParse(part, out var range))
                return null;
            ranges.Add(range);
        }
        return ranges;
    }

    private static string? ParseSocket(string text) =>
        text.StartsWith("unix://", StringComparison.Ordinal) && Path.IsPathRooted(text["unix://".Length..]) ? text["unix://".Length..] : null;
}

public sealed class InvalidOptionsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults));
