namespace Seaworthy.Machine.Layout;

/// <summary>Where everything of one installation lies: SEAWORTHY_HOME, /var/lib/seaworthy by default.</summary>
public sealed record SeaworthyHome
{
    public const string Variable = "SEAWORTHY_HOME";
    public const string Default = "/var/lib/seaworthy";
    public const string PackagesFolder = "packages";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Passable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>The kernel takes socket addresses of up to 107 bytes, and the longest of ours is this much longer than the root.</summary>
    private const int LongestRoot = 107 - 32;

    public SeaworthyHome(string root)
    {
        if (!Path.IsPathRooted(root) || Path.GetFullPath(root).Length > LongestRoot)
            throw new HomeUnusableException(root, LongestRoot);
        Root = Path.GetFullPath(root);
    }

    public string Root { get; }

    /// <summary>Published programs, a folder per part and version.</summary>
    public string Bin => At("bin");

    /// <summary>Unix sockets of the server and the edge, and who runs: for root only.</summary>
    public string Run => At("run");

    public string AdminSocket => At("run", "seaworthy.sock");

    public string PostgresData => At("postgres", "data");

    /// <summary>Beside the data, not under <see cref="Run"/>: PostgreSQL is not root and must reach its own socket.</summary>
    public string PostgresRun => At("postgres", "run");

    /// <summary>The edge's socket for Caddy, in a folder that Caddy's group may enter.</summary>
    public string Front => At("front");

    public string EdgeSocket => At("front", "edge.sock");

    public string Caddy => At("caddy");

    /// <summary>There while HTTPS is on.</summary>
    public string CaddyConfig => At("caddy", "config.json");

    /// <summary>The roots that ACME_ROOTS names, where Caddy may read them.</summary>
    public string CaddyRoots => At("caddy", "acme-roots.pem");

    /// <summary>Certificates, their keys, and the account at the authority.</summary>
    public string CaddyData => At("caddy", "data");

    public string CaddyLogs => At("caddy", "log");

    /// <summary>What Caddy says while it fetches certificates; the server reads it.</summary>
    public string CertificateLog => At("caddy", "log", "certificates.log");

    public string Logs => At("logs");

    public string Log(string service) => At("logs", service + ".log");

    public string Samples => At("samples");

    /// <summary>What opens the secrets in the database, and the keys of cookies.</summary>
    public string Keys => At("keys");

    /// <summary>What the server works with: sources being built, its SSH identity.</summary>
    public string Work => At("work");

    /// <summary>Backups that were made by themselves, such as before an upgrade.</summary>
    public string Backups => At("backups");

    /// <summary>Unpacked packages, a folder per version, where the installation does not come from a checkout.</summary>
    public string Packages => At(PackagesFolder);

    /// <summary>The installation's id, for when its database does not answer.</summary>
    public string IdFile => At("installation-id");

    /// <summary>What the last upgrade went from and to, for the way back.</summary>
    public string UpgradeFile => At("upgrade.json");

    /// <summary>What was set by hand, kept for the next command.</summary>
    public string SettingsFile => At("settings.env");

    public bool Exists => Directory.Exists(Run);

    /// <summary>What an uninstallation leaves: the data of an installation that may be brought up again, or purged.</summary>
    public bool HoldsData => File.Exists(SettingsFile) || Directory.Exists(PostgresData);

    /// <summary>Whether it is where an installation lies unless it is told otherwise.</summary>
    public bool IsDefault => Root == Default;

    /// <summary>What the variable says; else, for a command of a package, the directory that it was installed into.</summary>
    public static SeaworthyHome FromEnvironment() => new(
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? root
        : Package.Around(AppContext.BaseDirectory)?.Home ?? Default);

    /// <summary>Makes the folders that are not there yet. Those with secrets or sockets are for root only.</summary>
    public void Prepare()
    {
        foreach (var folder in new[] { Root, Bin, At("postgres"), Samples })
            Make(folder, Passable);
        foreach (var folder in new[] { Run, Logs, Keys, Backups, At("edge") })
            Make(folder, OwnerOnly);
    }

    private string At(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    private static void Make(string folder, UnixFileMode mode)
    {
        Directory.CreateDirectory(folder);
        // Whatever the umask was: others must be able to pass the upper folders, and nobody may look into the lower ones.
        File.SetUnixFileMode(folder, mode);
    }
}

public sealed class HomeUnusableException(string root, int longest) : MachineException(
    $"{SeaworthyHome.Variable}={root} cannot be used: it must be an absolute path of at most {longest} characters, because the sockets in it have to fit into what the kernel allows. Choose a shorter one.");
