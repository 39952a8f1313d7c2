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
        string[] rules = [.. (await Of("INPUT", cancel)).Concat(await Of("DOCKER-USER", cancel)).Where(rule => rule.Split(' ').Contains(own))];
        if (rules.Length == 0)
            return;
        foreach (var rule in rules)
            await Tool.Run("iptables", ["-w", "10", "-D", .. rule.Split(' ')[1..]], cancel);
        await Tool.Run("iptables", ["-w", "10", "-F", own], cancel);
        await Tool.Run("iptables", ["-w", "10", "-X", own], cancel);
    }
}
