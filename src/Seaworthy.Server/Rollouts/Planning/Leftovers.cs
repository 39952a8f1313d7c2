using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Winds down every instance that belongs to no wanted side: out of the routes first, then quiet or past its drain deadline, then
/// the stop signal, the grace, the removal. Each instance goes this way alone, whatever rollout comes next.
/// </summary>
internal static class Leftovers
{
    /// <summary>Takes them out of the routes, before a new side is made larger: what drains no longer counts as running twice.</summary>
    public static void PlanDrains(Look look)
    {
        foreach (var instance in look.Desired.Instances.Where(instance => instance.DrainingSince is null))
        {
            if (WhyNot(look, instance) is { } cause)
                look.Add(new DrainInstance(instance, cause));
        }
    }

    /// <summary>Stops and removes what drains, unless this plan takes it out of its drain: the next look sees what it is then.</summary>
    public static void PlanEnds(Look look)
    {
        foreach (var instance in look.Desired.Instances)
        {
            if (instance.DrainingSince is { } draining && !look.RoutesBackTo(instance) && (!instance.IsReleaseJob || IsJobOver(look.Desired, instance)))
                WindDown(look, instance, draining);
        }
    }

    private static void WindDown(Look look, InstanceFacts instance, DateTimeOffset draining)
    {
        var container = look.ContainerOf(instance);
        if (instance.StopSentAt is { } stopSent && container is { Runs: true })
            AwaitExit(look, instance, stopSent);
        else if (look.Observed.Edge.Targets.Contains(instance.Id))
            AwaitRoutes(look);
        else if (instance.StopSentAt is null && IsKeptForReturn(look.Desired, instance))
            look.WaitUntil(look.Now + Timing.Poll);
        else if (container is not { Runs: true })
            Remove(look, instance, container);
        else
            AwaitQuiet(look, instance, draining);
    }

    /// <summary>Nothing ends before the table without it is applied (S2), not even what crashed: it may be back in a moment.</summary>
    private static void AwaitRoutes(Look look) => look.WaitUntil(look.Now + Timing.Poll);

    private static void AwaitQuiet(Look look, InstanceFacts instance, DateTimeOffset draining)
    {
        var open = look.Observed.Edge.Open(instance.Id);
        var deadline = draining + (look.Desired.Process(instance.Release, instance.Process)?.Drain ?? TimeSpan.Zero);
        if (open == 0)
            look.Add(new StopInstance(instance, "nothing is open on it"));
        else if (look.Now >= deadline)
            look.Add(new StopInstance(instance, $"its drain deadline has passed with {open} open"));
        else
            look.WaitUntil(deadline);
    }

    private static void AwaitExit(Look look, InstanceFacts instance, DateTimeOffset stopSent)
    {
        var deadline = stopSent + (look.Desired.Process(instance.Release, instance.Process)?.StopGrace ?? TimeSpan.Zero);
        if (look.Now >= deadline)
            look.Add(new KillInstance(instance, "it did not end within its grace"));
        else
            look.WaitUntil(deadline);
    }

    private static void Remove(Look look, InstanceFacts instance, ContainerObserved? container)
    {
        var wasStarted = container is not null && container.State != ContainerState.Created;
        if (wasStarted && instance is { HealthyAt: null, LogsKept: false })
            look.Add(new KeepLogs(instance, "it never was healthy"));
        look.Add(new RemoveInstance(instance, container is null ? "its container is gone" : wasStarted ? "its process ended" : "it was never started"));
    }

    /// <summary>Why an instance is not wanted; null if it is.</summary>
    private static string? WhyNot(Look look, InstanceFacts instance)
    {
        const string NoSide = "it belongs to no side that is wanted";
        if (!look.Desired.Running)
            return "the app is stopped";
        return instance.Kind switch
        {
            ProcessKind.Service => IsLeftOver(look.Desired, instance) ? NoSide : null,
            ProcessKind.Release => IsJobOver(look.Desired, instance) ? NoSide : null,
            _ => PostDeploy.Over(look, instance),
        };
    }

    private static bool IsLeftOver(AppDesired desired, InstanceFacts instance) =>
        desired.Active?.Id != instance.Rollout
        && !desired.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process);

    /// <summary>The job's exit code is committed, or no rollout waits for it.</summary>
    private static bool IsJobOver(AppDesired desired, InstanceFacts instance) =>
        !desired.Running || desired.Active is not { Kind: RolloutKind.Deploy } active || active.Release != instance.Release
        || desired.Jobs.Any(job => job.ExitCode is not null && job.Instance == instance.Id);

    /// <summary>
    /// Until the soak is over the replaced side keeps running, so that routing back takes no time (what crashed of it the engine
    /// brings back); and what a waiting rollback could adopt is not stopped in the moment before its turn.
    /// </summary>
    private static bool IsKeptForReturn(AppDesired desired, InstanceFacts instance)
    {
        if (!desired.Running || !instance.IsService || desired.Process(instance.Release, instance.Process) is not { Strategy: DeployStrategy.StartFirst })
            return false;
        var isReplaced = desired.Active is { SwitchedAt: not null, Replaced: { } replaced } && replaced == instance.Rollout;
        var isAwaited = desired.Awaited == instance.Release || (desired.Active is { Kind: RolloutKind.Rollback, SwitchedAt: null } active && active.Release == instance.Release);
        return isReplaced || (isAwaited && instance.HealthyNow);
    }
}
