using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>The instances of one generation and process against the number that is wanted.</summary>
/// <param name="Wanted">Never more than one where the strategy is stop-first: what one holds alone, two cannot.</param>
internal sealed record Replicas(int Wanted, IReadOnlyList<InstanceFacts> Kept, IReadOnlyList<InstanceFacts> Surplus, IReadOnlyList<int> MissingOrdinals)
{
    /// <summary>
    /// What works is kept before what does not, so that making an app smaller never leaves it with the broken half. Two of one
    /// ordinal can come from routing back to a generation that was being made smaller: one of them is surplus.
    /// </summary>
    /// <param name="replaced">Those that are not counted: others are made in their place.</param>
    public static Replicas Of(Look look, RolloutId generation, ReleaseProcess process, IReadOnlyCollection<InstanceFacts>? replaced = null)
    {
        var asked = look.Desired.Wanted(process.Name);
        var wanted = process.Strategy == DeployStrategy.StopFirst ? Math.Min(asked, 1) : asked;
        var members = look.Members(generation, process.Name).Except(replaced ?? []).ToList();
        var kept = members.OrderByDescending(instance => instance.HealthyNow && !Holding.Concerns(instance)).DistinctBy(instance => instance.Ordinal).Take(wanted)
            .OrderBy(instance => instance.Ordinal).ToList();
        var taken = kept.Select(instance => instance.Ordinal).ToHashSet();
        var missing = Enumerable.Range(1, wanted + taken.Count).Where(ordinal => !taken.Contains(ordinal)).Take(wanted - kept.Count);
        return new Replicas(wanted, kept, [.. members.Except(kept)], [.. missing]);
    }
}
