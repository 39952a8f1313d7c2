using System.Net;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Engines;

/// <summary>
/// A Docker Engine of the test's own that may be killed, alone or with all its containers as a power failure would. It lives in a
/// network namespace, where its bridges and firewall rules meet nobody else's; a pair of virtual interfaces leads there.
/// </summary>
public sealed class OwnEngine : Engine
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly string folder;
    private readonly string network;
    private readonly string log;
    private ChildProcess? daemon;

    private OwnEngine(string folder, string network, int slot, string log)
        : base(Path.Combine(folder, "docker.sock"), AddressInside(slot))
    {
        Outside = AddressOutside(slot);
        this.folder = folder;
        this.network = network;
        this.log = log;
    }

    /// <summary>Where its containers reach what listens on this machine, as they would another machine.</summary>
    public IPAddress Outside { get; }

    public override IReadOnlyList<string> Inside => ["nsenter", $"--net=/var/run/netns/{network}"];

    /// <param name="log">The file that the daemon's log is appended to.</param>
    /// <param name="diskBytes">The size of a disk of its own for all that it keeps; null: it shares the machine's.</param>
    public static async Task<OwnEngine> Create(Slot slot, string log, CancellationToken cancel, long? diskBytes = null)
    {
        var (network, outer, inner) = NamesOf(slot.Folder);
        var engine = new OwnEngine(FolderIn(slot.Folder), network, slot.Number, log);
        Directory.CreateDirectory(engine.Data);
        if (diskBytes is { } bytes)
            await engine.MountDisk(bytes, cancel);
        await Tool.Run("ip", ["netns", "add", network], cancel);
        await Tool.Run("ip", ["link", "add", outer, "type", "veth", "peer", "name", inner, "netns", network], cancel);
        await Tool.Run("ip", ["address", "add", $"{AddressOutside(slot.Number)}/30", "dev", outer], cancel);
        await Tool.Run("ip", ["link", "set", outer, "up"], cancel);
        await Tool.Run("ip", ["-n", network, "address", "add", $"{engine.Address}/30", "dev", inner], cancel);
        await Tool.Run("ip", ["-n", network, "link", "set", inner, "up"], cancel);
        await Tool.Run("ip", ["-n", network, "link", "set", "lo", "up"], cancel);
        await engine.Start(cancel);
        return engine;
    }

    /// <summary>Where it keeps images, containers and volumes.</summary>
    public string Data => Path.Combine(folder, "data");

    private async Task MountDisk(long bytes, CancellationToken cancel)
    {
        var file = Path.Combine(folder, "disk");
        await using (var disk = File.Create(file))
            disk.SetLength(bytes);
        await Tool.Run("mkfs.ext4", ["-q", "-F", "-m", "0", file], cancel);
        await Tool.Run("mount", ["-o", "loop", file, Data], cancel);
    }

    /// <summary>Starts the daemon, also after a kill; containers that should run do so when this returns.</summary>
    public async Task Start(CancellationToken cancel)
    {
        daemon?.Dispose();
        // Not the machine's own daemon.json, which may say the same things and more.
        var configuration = Path.Combine(folder, "daemon.json");
        await File.WriteAllTextAsync(configuration, "{}", cancel);
        daemon = ChildProcess.Start(
            [
                .. Inside, "dockerd", "--config-file", configuration, "--live-restore", "--data-root", Data, "--exec-root", Path.Combine(folder, "exec"),
                "--pidfile", Path.Combine(folder, "pid"), "--host", $"unix://{Socket}",
            ],
            new Dictionary<string, string>(), log);
        await Eventually.Passes(token => Docker(["version"], token), Patience, $"dockerd answers; its log is {log}", cancel);
    }

    /// <summary>kill -9 of dockerd; its containers live on.</summary>
    public Task Kill(CancellationToken cancel) => daemon!.Kill(cancel);

    /// <summary>kill -9 of dockerd and of whatever it started, the containers' own processes among it.</summary>
    public async Task KillWithContainers(CancellationToken cancel)
    {
        var all = ProcessTree.Naming(folder);
        await Kill(cancel);
        ProcessTree.Kill(all);
    }

    /// <summary>Brings an image of this machine's engine.</summary>
    public async Task Load(string image, CancellationToken cancel)
    {
        var archive = Path.Combine(folder, "image.tar");
        await OfThisMachine.Docker(["save", "--output", archive, image], cancel);
        await Docker(["load", "--input", archive], cancel);
        File.Delete(archive);
    }

    /// <summary>Whether the slot's installation works, or worked, on an engine of its own.</summary>
    public static bool WasIn(string slotFolder) => Directory.Exists(FolderIn(slotFolder));

    /// <summary>Removes whatever an engine in this slot left, so that the slot's folder can be deleted.</summary>
    public static async Task Reap(string slotFolder, CancellationToken cancel)
    {
        var folder = FolderIn(slotFolder);
        if (!WasIn(slotFolder))
            return;
        ProcessTree.Kill(ProcessTree.Naming(folder));
        await Eventually.True(() => ProcessTree.Naming(folder).Count == 0, Patience, $"no process of {folder} is left", cancel);
        foreach (var mount in MountsBelow(folder))
            await Tool.Run("umount", ["--lazy", mount], cancel);
        var (network, outer, _) = NamesOf(slotFolder);
        if (File.Exists($"/var/run/netns/{network}"))
            await Tool.Run("ip", ["netns", "delete", network], cancel);
        // The pair goes with the namespace, but only when the last of its processes is quite gone: do not wait for that.
        var card = $"/sys/class/net/{outer}";
        try
        {
            if (Directory.Exists(card))
                await Tool.Run("ip", ["link", "delete", outer], cancel);
        }
        catch (ToolFailedException) when (!Directory.Exists(card))
        {
            // It went by itself between the look and the deletion.
        }
    }

    private static string FolderIn(string slotFolder) => Path.Combine(slotFolder, "engine");

    private static (string Network, string Outer, string Inner) NamesOf(string slotFolder)
    {
        var number = Path.GetFileName(slotFolder);
        return ($"seatest-{number}", $"seatest{number}o", $"seatest{number}i");
    }

    // A /30 of 10.207.0.0/16 for each slot.
    private static IPAddress AddressOutside(int slot) => new([10, 207, (byte)(slot / 64), (byte)(slot % 64 * 4 + 1)]);

    private static IPAddress AddressInside(int slot) => new([10, 207, (byte)(slot / 64), (byte)(slot % 64 * 4 + 2)]);

    /// <summary>Innermost first. A line of /proc/mounts: <c>overlay /tmp/…/merged overlay rw,… 0 0</c></summary>
    private static List<string> MountsBelow(string folder) =>
        [.. File.ReadLines("/proc/mounts").Select(line => line.Split(' ')[1]).Where(mount => mount.StartsWith(folder + "/", StringComparison.Ordinal)).Reverse()];
}
