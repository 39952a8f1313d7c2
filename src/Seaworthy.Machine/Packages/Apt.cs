using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Packages;

/// <summary>The package manager's commands, asking nothing and waiting for another one's lock.</summary>
public static class Apt
{
    private const string Program = "/usr/bin/apt-get";

    private static readonly Dictionary<string, string?> environment = new() { ["DEBIAN_FRONTEND"] = "noninteractive", ["LC_ALL"] = "C.UTF-8" };

    public static bool IsHere => File.Exists(Program);

    public static Command Update() => new(Program, "update", "-o", "DPkg::Lock::Timeout=120")
    {
        Environment = environment,
        Deadline = TimeSpan.FromMinutes(5),
    };

    public static Command Install(IReadOnlyList<string> packages) => new(Program,
        ["install", "--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=120", "-o", "Dpkg::Options::=--force-confold", "-o", "Dpkg::Use-Pty=0", .. packages])
    {
        Environment = environment,
        Deadline = TimeSpan.FromMinutes(30),
    };

    /// <summary>Package → the version that would be installed, for those that can be had.</summary>
    public static async Task<IReadOnlyDictionary<string, string>> CandidatesAsync(IReadOnlyList<string> packages, CancellationToken cancellation)
    {
        var policy = await new Command("/usr/bin/apt-cache", ["policy", .. packages]) { Environment = environment }.RunAsync(cancellation);
        return ParsePolicy(policy.Output);
    }

    /// <summary>Reads what `apt-cache policy` says: a line <c>docker.io:</c>, below it <c>  Candidate: 26.1.5+dfsg1-9</c> or <c>(none)</c>.</summary>
    public static IReadOnlyDictionary<string, string> ParsePolicy(string output)
    {
        var candidates = new Dictionary<string, string>();
        var package = "";
        foreach (var line in output.Split('\n'))
        {
            if (line.Length > 0 && line[0] != ' ')
                package = line.TrimEnd(':', ' ');
            else if (line.Trim().Split(' ', 2) is ["Candidate:", var version] && version != "(none)")
                candidates[package] = version;
        }
        return candidates;
    }
}
