using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Stop-first: what holds a volume or a host port alone must be gone before another instance of its process may start.</summary>
internal static class Exclusion
{
    /// <summary>True when nothing is in the way of <paramref name="members"/>; drains what is.</summary>
    public static bool IsFree(Look look, ReleaseProcess process, IReadOnlyCollection<InstanceFacts> members)
    {
        if (process.Strategy != DeployStrategy.StopFirst)
            return true;
        var others = look.Desired.Instances
            .Where(instance => instance.IsService && !members.Contains(instance)
                && (instance.Process == process.Name || (look.Desired.Process(instance.Release, instance.Process) is { } theirs && process.Excludes(theirs))))
            .ToList();
        foreach (var instance in others.Where(instance => instance.DrainingSince is null && !look.Drains(instance)))
            look.Add(new DrainInstance(instance, "it must stop before the new one may start"));
        if (others.Count > 0)
            look.WaitUntil(look.Now + Timing.Poll);
        return others.Count == 0;
    }
}
