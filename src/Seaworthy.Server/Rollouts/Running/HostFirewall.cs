using System.Globalization;
using System.Net.NetworkInformation;
using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Keeps apps away from the host that they run on: from their bridges only the web ports may be reached, so that they visit each other as
/// anybody does, and no cloud's metadata service. Applied before the first network is used, and looked after every half minute, since others
/// write the same tables. Two rules are for all bridges, since every packet to the host passes them; without any bridge, nothing of it is left
/// on the host.
/// </summary>
public sealed partial class HostFirewall(Db db, ProcessRunner processes, PlatformOptions options, Installation installation, ILogger<HostFirewall> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private const string MetadataServices = "169.254.0.0/16";
    private readonly SemaphoreSlim gate = new(1);

    /// <summary>What the rules match, as of the last look; read and written behind the gate.</summary>
    private HashSet<string> inPlace = [];

    /// <summary>What a bridge may reach of the host. One per installation: two on a machine do not undo each other's rules.</summary>
    public static string ChainOf(Guid installation) => $"SEA-{installation.ToString("n")[^12..]}";

    private string Chain => ChainOf(installation.Id);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        try
        {
            do
                await ApplyAsync(stoppingToken);
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Ending. The rules stay: the apps go on.
        }
    }

    /// <summary>Before anything runs behind this new bridge. Costs nothing where the rules are for it already.</summary>
    public Task GuardAsync(string bridge, CancellationToken ct) => ApplyUnlessAsync(() => inPlace.Contains(BridgeName.PatternOf(installation.Id, bridge)), ct);

    public Task ApplyAsync(CancellationToken ct) => ApplyUnlessAsync(() => false, ct);

    private async Task ApplyUnlessAsync(Func<bool> isNeedless, CancellationToken ct)
    {
        await gate.WaitAsync(ct);
        try
        {
            if (!isNeedless())
                await ApplyOnceAsync(ct);
        }
        catch (Npgsql.NpgsqlException e)
        {
            NotApplied(logger, e.Message);
        }
        finally
        {
            gate.Release();
        }
    }

    private async Task ApplyOnceAsync(CancellationToken ct)
    {
        // Whatever becomes of this look: nobody may rely on the one before.
        inPlace = [];
        // By the kernel's own list: /sys/class/net may show another network namespace's.
        var present = NetworkInterface.GetAllNetworkInterfaces().Select(card => card.Name).ToHashSet();
        present.IntersectWith(await BridgesAsync(ct));
        var wanted = present.Select(bridge => BridgeName.PatternOf(installation.Id, bridge)).ToHashSet();
        var kept = await RemoveStaleAsync("INPUT", wanted, ct);
        var cut = await RemoveStaleAsync("DOCKER-USER", wanted, ct);
        if (wanted.Count == 0)
        {
            // Both are refused where there is no such chain, which is as good.
            await RunAsync(["-F", Chain], ct);
            await RunAsync(["-X", Chain], ct);
            return;
        }
        await RunAsync(["-N", Chain], ct);
        var applied = await EnsureAsync(["-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "-j", "RETURN"], ct)
            && await EnsureAsync(["-p", "tcp", "-m", "multiport", "--dports", WebPorts(), "-j", "RETURN"], ct)
            && await EnsureAsync(["-j", "REJECT"], ct);
        foreach (var pattern in wanted)
        {
            applied &= (kept.Contains(pattern) || await RunAsync(["-I", "INPUT", "-i", pattern, "-j", Chain], ct))
                && (cut.Contains(pattern) || await RunAsync(["-I", "DOCKER-USER", "-i", pattern, "-d", MetadataServices, "-m", "comment", "--comment", Chain, "-j", "REJECT"], ct));
        }
        if (applied)
            inPlace = wanted;
        else if (!ct.IsCancellationRequested)
            NotApplied(logger, "iptables refused them; is it installed?");
    }

    private async Task<HashSet<string>> BridgesAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<string>("select bridge from networks")];
    }

    /// <summary>
    /// Rules look like <c>-A INPUT -i sea4f2e+ -j SEA-…</c>. Ours are those that name our chain, as target or as comment: what is known
    /// of a bridge may be gone before its rules are. Gives the wanted patterns that have one.
    /// </summary>
    private async Task<HashSet<string>> RemoveStaleAsync(string chain, HashSet<string> wanted, CancellationToken ct)
    {
        var rules = new List<string>();
        await RunAsync(["-S", chain], ct, rules);
        var ruled = new HashSet<string>();
        foreach (var words in rules.Select(rule => rule.Split(' ')).Where(words => words[0] == "-A" && words.Contains(Chain)))
        {
            if (words.SkipWhile(word => word != "-i").Skip(1).FirstOrDefault() is { } pattern && wanted.Contains(pattern))
                ruled.Add(pattern);
            else
                await RunAsync(["-D", .. words[1..]], ct);
        }
        return ruled;
    }

    private string WebPorts() =>
        string.Join(',', new[] { 80, 443, options.RouterHttpPort }.Distinct().Select(port => port.ToString(CultureInfo.InvariantCulture)));

    private async Task<bool> EnsureAsync(string[] rule, CancellationToken ct) =>
        await RunAsync(["-C", Chain, .. rule], ct) || await RunAsync(["-A", Chain, .. rule], ct);

    private async Task<bool> RunAsync(string[] arguments, CancellationToken ct, List<string>? output = null)
    {
        var command = new ProcessCommand("iptables", ["-w", "10", .. arguments]) { Deadline = Deadline };
        var result = await processes.RunAsync(command, Keep, _ => Task.CompletedTask, ct);
        return result.Succeeded;

        ValueTask Keep(OutputLine line)
        {
            output?.Add(line.Text);
            return ValueTask.CompletedTask;
        }
    }

    [LoggerMessage(LogLevel.Error, "The firewall rules that keep apps away from this host could not be applied: {Reason}")]
    private static partial void NotApplied(ILogger logger, string reason);
}
