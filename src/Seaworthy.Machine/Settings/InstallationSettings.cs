using Seaworthy.Machine.Layout;

namespace Seaworthy.Machine.Settings;

/// <summary>
/// How this installation is set up: what the environment says now, over what an earlier command was told and remembered.
/// A variable that is set to nothing goes back to its default.
/// </summary>
public sealed record InstallationSettings(IReadOnlyDictionary<string, string> Variables)
{
    private static readonly string[] prefixes = ["SEAWORTHY_", "SERVER_", "ROUTER_", "EDGE_", "POSTGRES_", "ACME_"];
    private static readonly string[] names = ["DOCKER_HOST"];

    /// <summary>They say where and how this very command runs, not how the installation is set up.</summary>
    private static readonly string[] ofTheCommand =
    [
        SeaworthyHome.Variable, Checkout.Variable, "SEAWORTHY_URL", "SEAWORTHY_TOKEN", "SEAWORTHY_APP", "SEAWORTHY_PATIENCE",
        "SEAWORTHY_LONG", "SEAWORTHY_TEST_POSTGRES", "SEAWORTHY_WRITE_OPENAPI", "SEAWORTHY_OWN_COPY",
    ];

    public int RouterHttpPort => Port("ROUTER_HTTP_PORT", 80);

    public int RouterHttpsPort => Port("ROUTER_HTTPS_PORT", 443);

    /// <summary>True: it was asked for, so that an installation without it is a failure. Null: wherever it can be had.</summary>
    public bool? HttpsWanted => Variables.GetValueOrDefault("ROUTER_ENABLE_HTTPS")?.ToLowerInvariant() switch
    {
        null => null,
        "true" or "1" or "yes" or "on" => true,
        "false" or "0" or "no" or "off" => false,
        _ => throw new SettingUnusableException("ROUTER_ENABLE_HTTPS", Variables["ROUTER_ENABLE_HTTPS"], "true or false"),
    };

    /// <summary>The directory of the certificate authority (RFC 8555); null: Let's Encrypt's.</summary>
    public string? AcmeDirectory => Variables.GetValueOrDefault("ACME_DIRECTORY") is not { } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps ? text
        : throw new SettingUnusableException("ACME_DIRECTORY", text, "an address that begins with https://");

    /// <summary>Whom the authority may write to.</summary>
    public string? AcmeEmail => Variables.GetValueOrDefault("ACME_EMAIL") is not { } text ? null
        : System.Net.Mail.MailAddress.TryCreate(text, out _) ? text
        : throw new SettingUnusableException("ACME_EMAIL", text, "an e-mail address");

    /// <summary>A PEM file with the roots that the authority's own server is believed by; null: the system's.</summary>
    public string? AcmeRoots => Variables.GetValueOrDefault("ACME_ROOTS") is not { } text ? null
        : File.Exists(text) ? text
        : throw new SettingUnusableException("ACME_ROOTS", text, "a file with certificates");

    public string? ServerDomain => Variables.GetValueOrDefault("SERVER_DOMAIN")?.ToLowerInvariant();

    public int ServerPort => Port("SERVER_PORT", 8080);

    public string ServerHost => Text("SERVER_HOST", "0.0.0.0");

    public string RouterDomain => Text("ROUTER_DOMAIN", "localhost").ToLowerInvariant();

    public string DockerHost => Text("DOCKER_HOST", "unix:///var/run/docker.sock");

    /// <summary>Null when PostgreSQL is a private cluster of this installation.</summary>
    public string? PostgresHost => Variables.GetValueOrDefault("POSTGRES_HOST");

    /// <summary>Where the dashboard answers, for a browser on this machine.</summary>
    public string DashboardUrl => $"http://{(ServerHost is "0.0.0.0" or "::" or "127.0.0.1" ? "localhost" : ServerHost)}:{ServerPort}";

    public static InstallationSettings Load(SeaworthyHome home, IReadOnlyDictionary<string, string> environment) =>
        new(Merge(SettingsFile.Read(home.SettingsFile), environment));

    /// <summary>As the installation runs, whatever the environment says now; what the environment says where nothing was remembered yet.</summary>
    public static InstallationSettings Remembered(SeaworthyHome home, IReadOnlyDictionary<string, string> environment) =>
        File.Exists(home.SettingsFile) ? new(SettingsFile.Read(home.SettingsFile)) : Load(home, environment);

    /// <summary>The names of what the environment says otherwise than these settings do, in alphabetical order.</summary>
    public IReadOnlyList<string> SaidOtherwise(IReadOnlyDictionary<string, string> environment)
    {
        var merged = Merge(Variables, environment);
        return [.. merged.Keys.Union(Variables.Keys).Where(name => merged.GetValueOrDefault(name) != Variables.GetValueOrDefault(name)).Order(StringComparer.Ordinal)];
    }

    /// <exception cref="SettingUnusableException">A value has several lines, which the file cannot hold.</exception>
    public void Remember(SeaworthyHome home)
    {
        foreach (var (name, value) in Variables.Where(pair => pair.Value.AsSpan().ContainsAny('\n', '\r')))
            throw new SettingUnusableException(name, value, "a text of one line");
        SettingsFile.Write(home.SettingsFile, "Remembered by sea; set a variable when calling ./sea up to change it.", Variables);
    }

    public static IReadOnlyDictionary<string, string> Merge(IReadOnlyDictionary<string, string> remembered, IReadOnlyDictionary<string, string> environment)
    {
        var merged = new Dictionary<string, string>(remembered);
        foreach (var (name, value) in environment.Where(pair => IsRemembered(pair.Key)))
        {
            if (value.Length == 0)
                merged.Remove(name);
            else
                merged[name] = value;
        }
        return merged;
    }

    /// <summary>Whether a variable of this name is for Seaworthy: an installation's setting, or one of a command.</summary>
    public static bool Concerns(string name) => names.Contains(name) || prefixes.Any(prefix => name.StartsWith(prefix, StringComparison.Ordinal));

    private static bool IsRemembered(string name) => Concerns(name) && !ofTheCommand.Contains(name);

    private string Text(string name, string fallback) => Variables.GetValueOrDefault(name, fallback);

    private int Port(string name, int fallback) => Text(name, $"{fallback}") is var text && int.TryParse(text, out var port) && port is > 0 and < 65536
        ? port
        : throw new SettingUnusableException(name, text, "a port between 1 and 65535");
}

public sealed class SettingUnusableException(string name, string value, string wanted)
    : MachineException($"{name}={value} is not {wanted}. Call again with another value, or with {name}= to go back to the default.");
