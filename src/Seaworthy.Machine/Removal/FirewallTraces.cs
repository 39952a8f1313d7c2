using Seaworthy.Machine.Processes;

namespace Seaworthy.Machine.Removal;

/// <summary>The firewall rules that keep an installation's apps away from the host: its own chain, and the rules that name it as target or as comment.</summary>
public static class FirewallTraces
{
    private static readonly string[] tables = ["INPUT", "DOCKER-USER"];

    /// <summary>As the server names it.</summary>
    public static string ChainOf(Guid installation) => $"SEA-{installation.ToString("n")[^12..]}";

    public static async Task<bool> ExistsAsync(Guid installation, CancellationToken cancellation) =>
        (await RunAsync(["-S", ChainOf(installation)], cancellation)).Succeeded;

    /// <summary>Those of the bridges whose packets to the host go by without passing the chain.</summary>
    public static async Task<IReadOnlyList<string>> UnguardedAsync(Guid installation, IEnumerable<string> bridges, CancellationToken cancellation)
    {
        var patterns = (await RulesAsync("INPUT", cancellation)).Where(rule => rule.Contains(ChainOf(installation))).Select(Card).OfType<string>().ToList();
        return [.. bridges.Where(bridge => !patterns.Exists(pattern => Matches(pattern, bridge)))];
    }

    public static async Task RemoveAsync(Guid installation, CancellationToken cancellation)
    {
        var chain = ChainOf(installation);
        foreach (var table in tables)
            foreach (var rule in await RulesAsync(table, cancellation))
                if (rule.Contains(chain))
                    await RunAsync(["-D", .. rule.Skip(1)], cancellation);
        await RunAsync(["-F", chain], cancellation);
        await RunAsync(["-X", chain], cancellation);
    }

    /// <summary>Each as its words: <c>-A INPUT -i sea4f2e+ -j SEA-…</c></summary>
    private static async Task<IReadOnlyList<string[]>> RulesAsync(string table, CancellationToken cancellation) =>
        [.. (await RunAsync(["-S", table], cancellation)).Output.Split('\n').Select(rule => rule.Split(' ')).Where(words => words[0] == "-A")];

    /// <summary>As iptables does: <c>sea4f2e+</c> matches all that begins so.</summary>
    public static bool Matches(string pattern, string card) =>
        pattern.EndsWith('+') ? card.StartsWith(pattern[..^1], StringComparison.Ordinal) : card == pattern;

    private static string? Card(string[] rule) => rule.SkipWhile(word => word != "-i").Skip(1).FirstOrDefault();

    private static Task<CommandResult> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellation) =>
        new Command("iptables", ["-w", "10", .. arguments]).RunAsync(cancellation);
}
