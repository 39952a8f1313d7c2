using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>The rules that an installation's server made on this host and, killed, could not take away.</summary>
public static class FirewallRules
{
    /// <summary>The rules of one of the host's chains, as <c>iptables -S</c> prints them.</summary>
    public static async Task<string[]> Of(string chain, CancellationToken cancel) =>
        (await Tool.Run("iptables", ["-w", "10", "-S", chain], cancel)).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public static async Task Remove(Guid installation, CancellationToken cancel)
    {
        var own = HostFirewall.ChainOf(installation);
        var jumps = (await Of("INPUT", cancel)).Where(rule => rule.EndsWith($"-j {own}", StringComparison.Ordinal)).ToList();
        if (jumps.Count == 0)
            return;
        var bridges = jumps.Select(BridgeOf).ToHashSet();
        var cuts = (await Of("DOCKER-USER", cancel)).Where(rule => bridges.Contains(BridgeOf(rule)));
        foreach (var rule in jumps.Concat(cuts))
            await Tool.Run("iptables", ["-w", "10", "-D", .. rule.Split(' ')[1..]], cancel);
        await Tool.Run("iptables", ["-w", "10", "-F", own], cancel);
        await Tool.Run("iptables", ["-w", "10", "-X", own], cancel);
    }

    private static string? BridgeOf(string rule) => rule.Split(' ').SkipWhile(word => word != "-i").Skip(1).FirstOrDefault();
}
