using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Ports;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host.Checks;

/// <summary>What the machine gives: programs, engine, disk, memory, ports, names, time.</summary>
public sealed class MachineChecks(Installation installation)
{
    private const long ScarceDisk = 5_000_000_000;
    private const long TooLittleDisk = 1_000_000_000;
    private const long ScarceMemory = 300_000_000;

    public IEnumerable<(string Name, Check Check)> All =>
        [("settings", SettingsAsync), ("programs", ProgramsAsync), ("engine", EngineAsync), ("disk", DiskAsync), ("memory", MemoryAsync), ("ports", PortsAsync), ("dns", DnsAsync), ("clock", ClockAsync)];

    private Task<IReadOnlyList<Finding>> SettingsAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<Finding>>(
        [NotHeeded.Words(installation) is { } words ? Finding.Warn("settings", words, NotHeeded.Next) : Finding.Ok("settings", "the environment says nothing else than what was set up")]);

    private static async Task<IReadOnlyList<Finding>> ProgramsAsync(CancellationToken cancellation)
    {
        var missing = await Inventory.MissingAsync(Needs.OfAnInstallation, cancellation);
        return [missing.Count == 0
            ? Finding.Ok("programs", "everything that Seaworthy calls is installed")
            : Finding.Fail("programs", $"missing: {string.Join(", ", missing.Select(need => need.Title()))}", "./sea up installs them.")];
    }

    private async Task<IReadOnlyList<Finding>> EngineAsync(CancellationToken cancellation)
    {
        var socket = EngineSocket.Parse(installation.Settings.DockerHost);
        return [await socket.ObserveAsync(cancellation) switch
        {
            null => Finding.Fail("engine", $"no Docker Engine answers at {socket}", "./sea up starts it; ./sea logs docker says why it ended."),
            { IsRootless: true } => Finding.Fail("engine", "it is rootless, so containers cannot be reached", "Use the machine's rootful engine: DOCKER_HOST=unix:///var/run/docker.sock ./sea up"),
            var engine when Inventory.Major(engine.Version) < Inventory.OldestEngine => Finding.Fail("engine", $"{engine.Version} is too old", $"Upgrade it to {Inventory.OldestEngine} or newer."),
            { KeepsContainersAlone: false } engine => Finding.Warn("engine", $"{engine.Version}; apps end when the engine restarts, since it has no live-restore", "Add \"live-restore\": true to /etc/docker/daemon.json and reload the engine."),
            var engine => Finding.Ok("engine", $"{engine.Version} answers, and keeps containers over its own restart"),
        }];
    }

    private async Task<IReadOnlyList<Finding>> DiskAsync(CancellationToken cancellation)
    {
        var engine = new EngineCommands(EngineSocket.Parse(installation.Settings.DockerHost));
        var own = Disk("disk", installation.Home.Root);
        try
        {
            var root = await engine.LinesAsync(["info", "--format", "{{.DockerRootDir}}"], cancellation);
            return root is [{ Length: > 0 } folder] && Directory.Exists(folder) ? [own, Disk("disk of the engine", folder)] : [own];
        }
        catch (MachineException)
        {
            // That the engine does not answer is told by its own check.
            return [own];
        }
    }

    private static Finding Disk(string name, string folder)
    {
        var drive = new DriveInfo(folder);
        var words = $"{Words.Size(drive.AvailableFreeSpace)} of {Words.Size(drive.TotalSize)} free for {folder}";
        return drive.AvailableFreeSpace switch
        {
            < TooLittleDisk => Finding.Fail(name, words, "Make room: docker image prune, docker builder prune, old backups."),
            < ScarceDisk => Finding.Warn(name, words, "Make room before builds are refused: docker image prune, docker builder prune."),
            _ => Finding.Ok(name, words),
        };
    }

    private static Task<IReadOnlyList<Finding>> MemoryAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var fields = File.ReadLines("/proc/meminfo").Select(line => line.Split((char[])[':', ' '], StringSplitOptions.RemoveEmptyEntries)).ToDictionary(words => words[0], words => long.Parse(words[1]) * 1024);
        var words = $"{Words.Size(fields["MemAvailable"])} of {Words.Size(fields["MemTotal"])} available";
        return Task.FromResult<IReadOnlyList<Finding>>([fields["MemAvailable"] < ScarceMemory
            ? Finding.Warn("memory", words, "Lower memory limits or replicas of apps, or add memory: the kernel ends processes when there is none left.")
            : Finding.Ok("memory", words)]);
    }

    private async Task<IReadOnlyList<Finding>> PortsAsync(CancellationToken cancellation)
    {
        var settings = installation.Settings;
        var findings = new List<Finding>();
        foreach (var (port, variable, service) in new[] { (settings.RouterHttpPort, "ROUTER_HTTP_PORT", Service.Edge), (settings.ServerPort, "SERVER_PORT", Service.Server) })
        {
            var ours = (await installation.Supervisor.ObserveAsync(service, cancellation)).Process;
            var holders = PortHolder.All(port).ToList();
            findings.Add(holders.FirstOrDefault() switch
            {
                null => Finding.Fail("ports", $"nobody listens on {port}, where the {service.Name} should", "./sea up starts it."),
                _ when ours is { Id: var id } && holders.Exists(held => ProcessTable.Tree(id).Contains(held.ProcessId)) => Finding.Ok("ports", $"{port} is the {service.Name}'s"),
                { } holder => Finding.Fail("ports", $"{port} is held by {holder.Program} (pid {holder.ProcessId}), not by the {service.Name}", $"Stop it, or choose another port: {variable}=… ./sea up"),
            });
        }
        return findings;
    }

    private async Task<IReadOnlyList<Finding>> DnsAsync(CancellationToken cancellation)
    {
        var domain = installation.Settings.RouterDomain;
        var name = $"seaworthy-doctor.{domain}";
        if (domain == "localhost" || domain.EndsWith(".localhost", StringComparison.Ordinal))
            return [Finding.Ok("dns", $"apps answer at *.{domain}, which every browser takes for this machine")];
        IPAddress[] found;
        try
        {
            found = await Dns.GetHostAddressesAsync(name, cancellation);
        }
        catch (SocketException)
        {
            return [Finding.Fail("dns", $"{name} has no address", $"Let *.{domain} point at this machine: a wildcard record of type A (and AAAA).")];
        }
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(card => card.GetIPProperties().UnicastAddresses).Select(unicast => unicast.Address).ToHashSet();
        var words = $"{name} is {string.Join(", ", found.Select(address => address.ToString()))}";
        return [found.Any(own.Contains)
            ? Finding.Ok("dns", $"{words}: this machine")
            : Finding.Warn("dns", $"{words}, which is no address of this machine", "That is right behind a NAT or a load balancer; else mend the wildcard record.")];
    }

    private static async Task<IReadOnlyList<Finding>> ClockAsync(CancellationToken cancellation)
    {
        // Nothing can be older than this program.
        if (DateTime.UtcNow < File.GetLastWriteTimeUtc(typeof(MachineChecks).Assembly.Location).AddDays(-1))
            return [Finding.Fail("clock", $"it says {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, which was before this program was made", "Set it: timedatectl set-ntp true. Certificates and tokens depend on it.")];
        if (!Systemd.IsRunning)
            return [Finding.Ok("clock", $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC; whether it is kept right cannot be seen without systemd")];
        var shown = await new Command("timedatectl", "show", "--property=NTPSynchronized", "--value").RunAsync(cancellation);
        return [shown.Output.Trim() == "no"
            ? Finding.Warn("clock", $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, and nothing keeps it right", "timedatectl set-ntp true")
            : Finding.Ok("clock", $"{DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC, synchronized")];
    }
}
