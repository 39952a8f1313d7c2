namespace Seaworthy.Machine.Layout;

/// <summary>Where everything of one installation lies: SEAWORTHY_HOME, /var/lib/seaworthy by default.</summary>
public sealed record SeaworthyHome
{
    public const string Variable = "SEAWORTHY_HOME";
    public const string Default = "/var/lib/seaworthy";

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

    public string Logs => At("logs");

    public string Log(string service) => At("logs", service + ".log");

    public string Samples => At("samples");

    /// <summary>What was set by hand, kept for the next command.</summary>
    public string SettingsFile => At("settings.env");

    public bool Exists => Directory.Exists(Run);

    public static SeaworthyHome FromEnvironment() =>
        new(Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } root ? root : Default);

    /// <summary>Makes the folders that are not there yet. Those with secrets or sockets are for root only.</summary>
    public void Prepare()
    {
        foreach (var folder in new[] { Root, Bin, At("postgres"), Samples })
            Make(folder, Passable);
        foreach (var folder in new[] { Run, Logs, At("keys"), At("edge") })
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
