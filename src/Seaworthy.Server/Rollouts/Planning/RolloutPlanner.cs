namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Facts in, steps out. Pure and total: the same facts give the same plan, so a crash between two steps costs nothing — the next
/// look decides again. One plan covers the whole app: the rollout under way, the side that serves, and what is left over.
/// </summary>
public static class RolloutPlanner
{
    public static Plan Plan(AppDesired desired, AppObserved observed, DateTimeOffset now)
    {
        var look = new Look(desired, observed, now);
        var (phase, reason) = desired.Running ? PlanRunning(look) : PlanStopped(look);
        Leftovers.PlanEnds(look);
        if (desired is { Instances.Count: 0, OneOffs: 0, Active: null } && (observed.NetworkExists || desired.HasSubnet) && !look.Reserves)
            look.Add(new RemoveNetwork("nothing of the app runs"));
        return look.ToPlan(phase, reason);
    }

    private static (RolloutPhase Phase, string Reason) PlanRunning(Look look)
    {
        Leftovers.PlanDrains(look);
        var state = look.Desired.Active is { } rollout ? NewSide.Plan(look, rollout) : (RolloutPhase.Idle, "nothing is being rolled out");
        ServingSide.Plan(look);
        CrashLoops.Plan(look);
        PostDeploy.Plan(look);
        return state;
    }

    private static (RolloutPhase Phase, string Reason) PlanStopped(Look look)
    {
        if (look.Desired.Active is { } rollout)
            NewSide.Stop(look, rollout);
        Leftovers.PlanDrains(look);
        return (RolloutPhase.Idle, "the app is stopped");
    }
}
