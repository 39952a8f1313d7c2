using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Winds down every instance that belongs to no wanted side: out of the routes first, then quiet or past its drain deadline, then
/// the stop signal, the grace, the removal. Each instance goes this way alone, whatever rollout comes next.
/// </summary>
internal static class Leftovers
{
    public static void Plan(Look look)
    {
        var desired = look.Desired;
        foreach (var instance in desired.Instances)
        {
            if (instance.IsReleaseJob ? IsJobOver(desired, instance) : IsLeftOver(look, instance))
                WindDown(look, instance, instance.DrainingSince is null ? "it belongs to no side that is wanted" : "it is draining");
        }
    }

    public static void WindDown(Look look, InstanceFacts instance, string cause)
    {
        var container = look.ContainerOf(instance);
        if (container is null || container.State == ContainerState.Created)
        {
            if (look.Observed.Edge.Targets.Contains(instance.Id) && instance.DrainingSince is null)
                look.Add(new DrainInstance(instance, cause));
            else
                look.Add(new RemoveInstance(instance, container is null ? "its container is gone" : "it was never started"));
            return;
        }
        if (instance.StopSentAt is { } stopSent)
        {
            AwaitExit(look, instance, container, stopSent);
            return;
        }
        if (instance.DrainingSince is not { } draining)
        {
            look.Add(new DrainInstance(instance, cause));
            return;
        }
        if (!container.Runs)
        {
            Remove(look, instance, "its process ended");
            return;
        }
        if (IsKeptForReturn(look, instance))
        {
            look.WaitUntil(look.Now + Timing.Poll);
            return;
        }
        AwaitQuiet(look, instance, draining);
    }

    /// <summary>The last routed instance never stops before the table without it is applied (S2).</summary>
    private static void AwaitQuiet(Look look, InstanceFacts instance, DateTimeOffset draining)
    {
        var deadline = draining + (look.Desired.Process(instance.Release, instance.Process)?.Drain ?? TimeSpan.Zero);
        if (look.Observed.Edge.Targets.Contains(instance.Id))
            look.WaitUntil(look.Now + Timing.Poll);
        else if (look.Observed.Edge.Open(instance.Id) == 0)
            look.Add(new StopInstance(instance, "nothing is open on it"));
        else if (look.Now >= deadline)
            look.Add(new StopInstance(instance, $"its drain deadline has passed with {look.Observed.Edge.Open(instance.Id)} open"));
        else
            look.WaitUntil(deadline);
    }

    private static void AwaitExit(Look look, InstanceFacts instance, ContainerObserved container, DateTimeOffset stopSent)
    {
        var deadline = stopSent + (look.Desired.Process(instance.Release, instance.Process)?.StopGrace ?? TimeSpan.Zero);
        if (!container.Runs)
            Remove(look, instance, "its process ended");
        else if (look.Now >= deadline)
            look.Add(new KillInstance(instance, "it did not end within its grace"));
        else
            look.WaitUntil(deadline);
    }

    private static void Remove(Look look, InstanceFacts instance, string cause)
    {
        if (instance.HealthyAt is null && !instance.LogsKept)
            look.Add(new KeepLogs(instance, "it never was healthy"));
        look.Add(new RemoveInstance(instance, cause));
    }

    private static bool IsLeftOver(Look look, InstanceFacts instance)
    {
        if (instance.DrainingSince is not null)
            return true;
        var desired = look.Desired;
        var inNewSide = desired.Active?.Id == instance.Rollout && !look.Finishes;
        var inServing = desired.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process);
        // A rollout that ends in this plan changes what serves: judge by the facts of the next look.
        return !inNewSide && !inServing && !look.Finishes;
    }

    /// <summary>The job's exit code is committed, or its rollout is over.</summary>
    private static bool IsJobOver(AppDesired desired, InstanceFacts instance) =>
        desired.Active?.Release != instance.Release || desired.ReleaseJob is { ExitCode: not null } job && job.Instance == instance.Id;

    /// <summary>
    /// Until the soak is over the replaced side keeps running, so that routing back takes no time; and what a waiting rollback
    /// could adopt is not stopped in the moment before its turn.
    /// </summary>
    private static bool IsKeptForReturn(Look look, InstanceFacts instance)
    {
        var desired = look.Desired;
        if (!desired.Running || look.Finishes || desired.Process(instance.Release, instance.Process) is not { Strategy: DeployStrategy.StartFirst })
            return false;
        var isReplaced = desired.Active is { SwitchedAt: not null, Replaced: { } replaced } && replaced == instance.Rollout;
        var isAwaited = desired.Awaited == instance.Release || desired.Active is { Kind: RolloutKind.Rollback, SwitchedAt: null } active && active.Release == instance.Release;
        return isReplaced || (isAwaited && instance.HealthyNow);
    }
}
