using System.Globalization;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>
/// Keeps apps away from the host that they run on: from their bridges only the web ports may be reached, so that they visit each other as
/// anybody does, and no cloud's metadata service. Looked after every half minute, since others write the same tables.
/// </summary>
public sealed partial class HostFirewall(ProcessRunner processes, PlatformOptions options, Installation installation, ILogger<HostFirewall> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);
    private const string MetadataServices = "169.254.0.0/16";

    /// <summary>One per installation: two on a machine do not undo each other's rules.</summary>
    private string Chain => $"SEA-{installation.Id.ToString("n")[^12..]}";

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

    private async Task ApplyAsync(CancellationToken ct)
    {
        // Refused when it exists already, which is as good.
        await RunAsync(["-N", Chain], ct);
        var applied = await EnsureAsync("-A", Chain, ["-m", "conntrack", "--ctstate", "ESTABLISHED,RELATED", "-j", "RETURN"], ct)
            && await EnsureAsync("-A", Chain, ["-p", "tcp", "-m", "multiport", "--dports", WebPorts(), "-j", "RETURN"], ct)
            && await EnsureAsync("-A", Chain, ["-j", "REJECT"], ct)
            && await EnsureAsync("-I", "INPUT", ["-i", "sea+", "-s", options.Subnets.ToString(), "-j", Chain], ct)
            && await EnsureAsync("-I", "DOCKER-USER", ["-i", "sea+", "-s", options.Subnets.ToString(), "-d", MetadataServices, "-j", "REJECT"], ct);
        if (!applied && !ct.IsCancellationRequested)
            NotApplied(logger);
    }

    private string WebPorts() =>
        string.Join(',', new[] { 80, 443, options.RouterHttpPort }.Distinct().Select(port => port.ToString(CultureInfo.InvariantCulture)));

    private async Task<bool> EnsureAsync(string how, string chain, string[] rule, CancellationToken ct) =>
        await RunAsync(["-C", chain, .. rule], ct) || await RunAsync([how, chain, .. rule], ct);

    private async Task<bool> RunAsync(string[] arguments, CancellationToken ct)
    {
        var command = new ProcessCommand("iptables", ["-w", "10", .. arguments]) { Deadline = Deadline };
        return (await processes.RunAsync(command, _ => ValueTask.CompletedTask, _ => Task.CompletedTask, ct)).Succeeded;
    }

    [LoggerMessage(LogLevel.Error, "The firewall rules that keep apps away from this host could not be applied. Is iptables installed?")]
    private static partial void NotApplied(ILogger logger);
}
