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
        if (!desired.Running)
        {
            PlanStopped(look);
            return look.ToPlan(RolloutPhase.Idle, "the app is stopped");
        }

        var (phase, reason) = desired.Active is { } rollout ? NewSide.Plan(look, rollout) : (RolloutPhase.Idle, "nothing is being rolled out");
        ServingSide.Plan(look);
        Leftovers.Plan(look);
        PlanNetwork(look);
        return look.ToPlan(phase, reason);
    }

    private static void PlanStopped(Look look)
    {
        if (look.Desired.Active is { } rollout)
            look.Add(new FinishRollout(rollout.Id, Outcome.Cancelled, RouteBack: false, Evidence: null, "the app was stopped"));
        foreach (var instance in look.Desired.Instances)
            Leftovers.WindDown(look, instance, "the app is stopped");
        PlanNetwork(look);
    }

    private static void PlanNetwork(Look look)
    {
        if (look.Desired.Instances.Count == 0 && look.Desired.Active is null && look.Observed.NetworkExists && !look.Reserves)
            look.Add(new RemoveNetwork("nothing of the app runs"));
    }
}
