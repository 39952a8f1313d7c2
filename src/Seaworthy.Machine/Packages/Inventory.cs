using System.Text.RegularExpressions;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Packages;

/// <summary>Looks what is on this machine already.</summary>
public static partial class Inventory
{
    /// <summary>Older engines have no BuildKit that buildx could talk to as we need it.</summary>
    public const int OldestEngine = 23;

    /// <summary>Older ones cannot ask over HTTP whether they may have a certificate.</summary>
    public const int OldestCaddyMinor = 8;

    private static readonly string[] folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"];

    /// <summary>Those of the needs that are not met, in their order.</summary>
    public static async Task<IReadOnlyList<Need>> MissingAsync(IReadOnlyList<Need> needs, CancellationToken cancellation)
    {
        var isThere = await Task.WhenAll(needs.Select(need => IsThereAsync(need, cancellation)));
        return [.. needs.Zip(isThere).Where(pair => !pair.Second).Select(pair => pair.First)];
    }

    /// <summary>The installed engine's version, such as "26.1.5+dfsg1"; null when no engine is installed. A client alone is none.</summary>
    public static async Task<string?> InstalledEngineAsync(CancellationToken cancellation)
    {
        if (Find("dockerd") is not { } dockerd)
            return null;
        var answer = await new Command(dockerd, "--version").RunAsync(cancellation);
        return DockerdVersion().Match(answer.Output) is { Success: true } match ? match.Groups[1].Value : "0";
    }

    /// <summary>Where Caddy is; null when it is not installed.</summary>
    public static string? Caddy => Find("caddy");

    /// <summary>The installed Caddy's version as it writes it itself, such as "2.11.4" or "v2.8.4 h1:…"; null when there is none.</summary>
    public static async Task<string?> InstalledCaddyAsync(CancellationToken cancellation) =>
        Caddy is { } program ? (await new Command(program, "version").RunAsync(cancellation)).Output.Trim() : null;

    public static int Major(string version) => int.TryParse(version.Split('.')[0], out var major) ? major : 0;

    private static async Task<bool> IsThereAsync(Need need, CancellationToken cancellation) => need switch
    {
        Need.Engine => Find("docker") is not null && await InstalledEngineAsync(cancellation) is { } version && Major(version) >= OldestEngine,
        Need.Buildx => await DockerDoesAsync(["buildx", "version"], cancellation),
        Need.Compose => await DockerDoesAsync(["compose", "version"], cancellation),
        Need.Postgres => PostgresPrograms.Installed().Count > 0,
        Need.Git => Find("git") is not null,
        Need.Ssh => Find("ssh") is not null && Find("ssh-keygen") is not null,
        Need.Iptables => Find("iptables") is not null,
        Need.Iproute => Find("ip") is not null,
        Need.Procps => Find("ps") is not null && Find("kill") is not null,
        // Debian's package `busybox` has the same program, but linked dynamically.
        Need.Busybox => File.Exists("/var/lib/dpkg/info/busybox-static.list"),
        Need.Certificates => File.Exists("/etc/ssl/certs/ca-certificates.crt"),
        Need.Caddy => await InstalledCaddyAsync(cancellation) is { } version && CaddyPackages.IsNewEnough(version),
        Need.Pebble => Find("pebble") is not null && Find("pebble-challtestsrv") is not null,
        Need.Compiler => Find("gcc") is not null && Directory.EnumerateFiles("/usr/lib", "libc.a", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 1 }).Any(),
        Need.Curl => Find("curl") is not null,
        Need.SshServer => Find("sshd") is not null,
        Need.Registry => Find("docker-registry") is not null,
        Need.Htpasswd => Find("htpasswd") is not null,
        Need.Nginx => Find("nginx") is not null,
        Need.Haproxy => Find("haproxy") is not null,
        Need.Wrk => Find("wrk") is not null,
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    /// <summary>Where a service would find a program, whatever PATH the person at the terminal has.</summary>
    private static string? Find(string program) => folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static async Task<bool> DockerDoesAsync(string[] arguments, CancellationToken cancellation) =>
        Find("docker") is { } docker && (await new Command(docker, arguments).RunAsync(cancellation)).Succeeded;

    [GeneratedRegex(@"version ([0-9][^, ]*)")]
    private static partial Regex DockerdVersion();
}
