using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Packages;

/// <summary>The Linux distribution of this machine, as os-release(5) tells it.</summary>
/// <param name="Id">"debian", "ubuntu" …</param>
/// <param name="Codename">"bookworm", "noble" …; empty where the distribution has none.</param>
/// <param name="Name">For people: "Debian GNU/Linux 12 (bookworm)".</param>
public sealed record Distribution(string Id, string Version, string Codename, string Name)
{
    public bool IsDebian => Id == "debian";

    public bool IsUbuntu => Id == "ubuntu";

    public static Distribution OfThisMachine() => Parse(File.Exists("/etc/os-release") ? File.ReadLines("/etc/os-release") : []);

    public static Distribution Parse(IEnumerable<string> osRelease)
    {
        var fields = SettingsFile.Parse(osRelease);
        var id = fields.GetValueOrDefault("ID", "linux");
        return new Distribution(id, fields.GetValueOrDefault("VERSION_ID", ""), fields.GetValueOrDefault("VERSION_CODENAME", ""), fields.GetValueOrDefault("PRETTY_NAME", id));
    }
}
