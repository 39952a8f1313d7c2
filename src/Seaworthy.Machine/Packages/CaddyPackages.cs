namespace Seaworthy.Machine.Packages;

/// <summary>The packages that Caddy comes in, by origin.</summary>
public static class CaddyPackages
{
    public const string Package = "caddy";

    private const string VendorKey = "/etc/apt/keyrings/caddy.asc";
    private const string VendorArchive = "https://dl.cloudsmith.io/public/caddy/stable";

    /// <summary>
    /// The package would start a Caddy of its own on port 80, at once and at every boot, where the edge is. An empty unit file is a
    /// masked one, and it lies before the package's own.
    /// </summary>
    private static readonly KeyValuePair<string, string> masked = new("/etc/systemd/system/caddy.service", "");

    /// <summary>
    /// Debian's releases have a Caddy that cannot ask whether a name is ours; sid's runs on them as it is. The pin keeps everything
    /// else away from there, and the package is named with its suite.
    /// </summary>
    public static InstallPart FromSid(AptSource mirror) => new("Debian's unstable suite (sid), pinned so that nothing else comes from there", [$"{Package}/sid"])
    {
        Files = new Dictionary<string, string>([masked])
        {
            ["/etc/apt/preferences.d/seaworthy-sid"] = "Package: *\nPin: release n=sid\nPin-Priority: 50\n",
            ["/etc/apt/sources.list.d/seaworthy-sid.sources"] = mirror.ForSuite("sid"),
        },
    };

    public static InstallPart FromVendor() => new("dl.cloudsmith.io, Caddy's own packages", [Package])
    {
        Downloads = new Dictionary<string, string> { [VendorKey] = $"{VendorArchive}/gpg.key" },
        Files = new Dictionary<string, string>([masked])
        {
            ["/etc/apt/sources.list.d/caddy.sources"] = $"Types: deb\nURIs: {VendorArchive}/deb/debian\nSuites: any-version\nComponents: main\nSigned-By: {VendorKey}\n",
        },
    };

    /// <summary>From where apt gets it already.</summary>
    public static InstallPart FromApt() => new("where apt gets it already", [Package]) { Files = new Dictionary<string, string>([masked]) };

    /// <param name="version">As packages and `caddy version` write it: "2.11.4-1", "v2.8.4 h1:…".</param>
    public static bool IsNewEnough(string version) =>
        version.TrimStart('v').Split('.', '-', ' ', '~', '+') is [var major, var minor, ..] && int.TryParse(major, out var first) && int.TryParse(minor, out var second)
        && (first, second).CompareTo((2, Inventory.OldestCaddyMinor)) >= 0;
}
