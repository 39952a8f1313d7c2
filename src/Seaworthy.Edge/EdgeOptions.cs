using System.Net;
using Seaworthy.Edge.Listening;

namespace Seaworthy.Edge;

/// <summary>Where the edge lives and listens. Read once from the environment; every fault is told at once.</summary>
internal sealed record EdgeOptions
{
    /// <summary>SEAWORTHY_HOME: the data directory.</summary>
    public required string Home { get; init; }

    /// <summary>ROUTER_HTTP_PORT: 80 by default; 0 takes any free port.</summary>
    public required int HttpPort { get; init; }

    /// <summary>EDGE_HTTPS_PORT: where visitors reach Caddy; 443 by default. Only redirects to https name it.</summary>
    public int HttpsPort { get; init; } = 443;

    /// <summary>EDGE_TRUSTED_PROXIES: ranges whose X-Forwarded-* headers are believed. None by default.</summary>
    public required IReadOnlyList<IPNetwork> TrustedProxies { get; init; }

    /// <summary>Descriptors of listening sockets that were handed down; empty: the edge opens its own.</summary>
    public IReadOnlyList<int> Inherited { get; init; } = [];

    /// <summary>KEEP_READY: a file to make when visitors are served, and with <c>.left</c> after its name when another process serves them; null: nobody waits for it.</summary>
    public string? ReadyFile { get; init; }

    public string RunDirectory => Path.Combine(Home, "run");

    /// <summary>Caddy is not root, so it may not enter <see cref="RunDirectory"/>; whoever may enter this folder is believed to be Caddy.</summary>
    public string FrontDirectory => Path.Combine(Home, "front");

    /// <summary>Here Caddy hands on what it has decrypted.</summary>
    public string CaddySocket => Path.Combine(FrontDirectory, "edge.sock");

    public string ControlSocket => Path.Combine(RunDirectory, "edge-control.sock");

    public string TableFile => Path.Combine(Home, "edge", "table.json");

    /// <exception cref="InvalidOptionsException">Names every variable that cannot be used, and why.</exception>
    public static EdgeOptions Read(Func<string, string?> environment)
    {
        var faults = new List<string>();
        var options = new EdgeOptions
        {
            Home = Parse("SEAWORTHY_HOME", "/var/lib/seaworthy", text => Path.IsPathRooted(text) ? text : null, "is not an absolute path") ?? "",
            HttpPort = Parse("ROUTER_HTTP_PORT", "80", text => ushort.TryParse(text, out var port) ? (ushort?)port : null, "is not a port between 0 and 65535") ?? 0,
            HttpsPort = Parse("EDGE_HTTPS_PORT", "443", text => ushort.TryParse(text, out var port) && port > 0 ? (ushort?)port : null, "is not a port between 1 and 65535") ?? 0,
            TrustedProxies = Parse("EDGE_TRUSTED_PROXIES", "", ParseRanges, "is not a list of ranges such as 192.168.1.0/24,10.0.0.5/32") ?? [],
            Inherited = InheritedSockets.Descriptors(environment, Environment.ProcessId),
            ReadyFile = environment("KEEP_READY"),
        };
        return faults.Count == 0 ? options : throw new InvalidOptionsException(faults);

        T? Parse<T>(string name, string fallback, Func<string, T?> parse, string otherwise)
        {
            var text = environment(name) is { Length: > 0 } set ? set : fallback;
            var value = parse(text);
            if (value is null)
                faults.Add($"{name}={text} {otherwise}.");
            return value;
        }
    }

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
}

internal sealed class InvalidOptionsException(IReadOnlyList<string> faults) : Exception(string.Join(Environment.NewLine, faults));
