using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Installations;

/// <summary>The rules that an installation's server made on this host and, killed, could not take away.</summary>
public static class FirewallRules
{
    /// <summary>Those of an installation's, in this chain or, where null, in all, as <c>iptables -S</c> prints them.</summary>
    /// <param name="inside">The words before a command that let it run where the rules are; none on this host.</param>
    public static async Task<string[]> OfInstallation(Guid installation, string? chain, IReadOnlyList<string> inside, CancellationToken cancel)
    {
        var own = HostFirewall.ChainOf(installation);
        string[] command = [.. inside, "iptables", "-w", "10", "-S", .. chain is null ? Array.Empty<string>() : [chain]];
        return [.. (await Tool.Run(command[0], command[1..], cancel)).Split('\n').Where(rule => rule.Split(' ').Contains(own))];
    }

    public static async Task Remove(Guid installation, CancellationToken cancel)
    {
        var own = HostFirewall.ChainOf(installation);
        string[] rules = [.. await OfInstallation(installation, "INPUT", [], cancel), .. await OfInstallation(installation, "DOCKER-USER", [], cancel)];
        if (rules.Length == 0)
            return;
        foreach (var rule in rules)
            await Tool.Run("iptables", ["-w", "10", "-D", .. rule.Split(' ')[1..]], cancel);
        await Tool.Run("iptables", ["-w", "10", "-F", own], cancel);
        await Tool.Run("iptables", ["-w", "10", "-X", own], cancel);
    }
}
