using System.Security.Cryptography;
using System.Text;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Ports;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;

namespace Seaworthy.Machine.Https;

/// <summary>Brings up Caddy in front of the edge, or takes it away.</summary>
public sealed class HttpsStarter(SeaworthyHome home, InstallationSettings settings, ISupervisor supervisor, TimeProvider time)
{
    private static readonly TimeSpan startDeadline = TimeSpan.FromSeconds(15);

    /// <summary>Suffixes that no public authority signs.</summary>
    private static readonly string[] privateSuffixes = ["localhost", "local", "internal", "home.arpa"];

    private readonly CaddyFiles files = new(home);

    /// <summary>Whether the last `sea up` brought it up.</summary>
    public bool IsOn => File.Exists(home.CaddyConfig);

    /// <summary>How Caddy runs: not as root, and with no right but to listen on low ports.</summary>
    public ServiceSpec Caddy()
    {
        var (configuration, roots) = Configuration();
        return new ServiceSpec(Service.Caddy, new Command("setpriv",
        [
            "--reuid", CaddyFiles.User, "--regid", CaddyFiles.User, "--init-groups", "--no-new-privs",
            "--inh-caps", "-all,+net_bind_service", "--ambient-caps", "-all,+net_bind_service", "--bounding-set", "-all,+net_bind_service",
            "--", Inventory.Caddy ?? "caddy", "run", "--config", home.CaddyConfig,
        ])
        {
            Environment = new Dictionary<string, string?>
            {
                ["HOME"] = home.CaddyData,
                ["XDG_DATA_HOME"] = home.CaddyData,
                ["XDG_CONFIG_HOME"] = home.CaddyData,
                // Another configuration makes another process: nothing is reloaded.
                ["SEAWORTHY_CADDY_CONFIG"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(configuration + roots)))[..16],
            },
        });
    }

    /// <exception cref="PortHeldException">The port is somebody else's.</exception>
    /// <exception cref="CaddyNotStartingException">It does not listen.</exception>
    public async Task<Ensured> EnsureAsync(CancellationToken cancellation)
    {
        var before = await supervisor.ObserveAsync(Service.Caddy, cancellation);
        PortCheck.Demand(settings.RouterHttpsPort, "ROUTER_HTTPS_PORT", holder => holder == before.Process?.Id);
        var (configuration, roots) = Configuration();
        await files.WriteAsync(configuration, roots, cancellation);
        var ensured = await supervisor.EnsureAsync(Caddy(), cancellation);
        if (!await Wait.UntilAsync(() => IsListeningAsync(cancellation), startDeadline, time, cancellation))
            throw new CaddyNotStartingException(settings.RouterHttpsPort);
        return ensured;
    }

    /// <summary>After a crash or a reboot: what ran before.</summary>
    public async Task BringBackAsync(CancellationToken cancellation)
    {
        if (IsOn && Inventory.Caddy is not null && settings.HttpsWanted is not false && await supervisor.ObserveAsync(Service.Caddy, cancellation) is { Process: null, IsKept: false })
            await supervisor.StartAsync(Caddy(), cancellation);
    }

    public async Task TurnOffAsync(CancellationToken cancellation)
    {
        if (await supervisor.ObserveAsync(Service.Caddy, cancellation) is not { Process: null, IsKept: false })
            await supervisor.StopAsync(Service.Caddy, cancellation);
        files.TurnOff();
    }

    private async Task<bool> IsListeningAsync(CancellationToken cancellation) =>
        await supervisor.ObserveAsync(Service.Caddy, cancellation) is { Process: { } process } && PortHolder.Find(settings.RouterHttpsPort)?.ProcessId == process.Id;

    private (string Configuration, string? Roots) Configuration()
    {
        var roots = settings.AcmeRoots is { } file ? File.ReadAllText(file) : null;
        var spec = new CaddySpec(
            settings.RouterHttpsPort, home.EdgeSocket, new Uri($"http://127.0.0.1:{settings.RouterHttpPort}/.well-known/seaworthy/ask"), home.CaddyData, home.CertificateLog,
            settings.AcmeDirectory, settings.AcmeEmail, roots is null ? null : home.CaddyRoots, InternalNames(settings.RouterDomain));
        return (CaddyConfiguration.Render(spec), roots);
    }

    /// <summary>A wildcard stands for one label.</summary>
    private static IReadOnlyList<string> InternalNames(string routerDomain)
    {
        var isPrivate = privateSuffixes.Any(suffix => routerDomain == suffix || routerDomain.EndsWith($".{suffix}", StringComparison.Ordinal));
        return isPrivate && routerDomain != "localhost" ? ["localhost", "*.localhost", $"*.{routerDomain}"] : ["localhost", "*.localhost"];
    }
}

public sealed class CaddyNotStartingException(int port)
    : MachineException($"Caddy was started, but does not listen on port {port}. See ./sea logs caddy, then call ./sea up again.");

public sealed class CaddyTooOldException(string version) : MachineException(
    $"Caddy {version} is installed, but 2.{Inventory.OldestCaddyMinor} or newer is needed. It is not replaced behind your back: upgrade or remove it, then call ./sea up again.");
