using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Puts others in the place of the instances of which somebody asked that: they serve until every other is healthy. Where one
/// instance alone may have a volume or a port, it goes first.
/// </summary>
internal static class Replacement
{
    /// <summary>Those that others are made beside; none while a rollout is under way, which brings new ones anyway.</summary>
    public static IReadOnlyList<InstanceFacts> Of(Look look, RolloutId generation, ReleaseProcess process) => process.Strategy == DeployStrategy.StopFirst
        ? []
        : [.. look.Members(generation, process.Name).Where(instance => instance.ReplaceAsked && !look.Drains(instance))];

    public static void Plan(Look look, ReleaseProcess process, Replicas replicas, IReadOnlyList<InstanceFacts> replaced)
    {
        foreach (var instance in replicas.Kept.Where(instance => instance.ReplaceAsked && process.Strategy == DeployStrategy.StopFirst))
            look.Add(new DrainInstance(instance, "another is to take its place, and two cannot be at once"));
        if (replicas.MissingOrdinals.Count > 0 || !replicas.Kept.All(instance => instance.HealthyNow && !Holding.Concerns(instance)))
            return;
        foreach (var instance in replaced)
            look.Add(new DrainInstance(instance, "another has taken its place"));
    }
}
