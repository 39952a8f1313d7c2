namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// Stops what is held, against the healing: out of the routes first, then quiet or past its drain deadline, then the stop signal and
/// the grace. Its container and row stay, so that a start brings the same instance back; that begins when the process has ended.
/// </summary>
internal static class Holding
{
    /// <summary>It is held, or was released while it was still ending.</summary>
    public static bool Concerns(InstanceFacts instance) => instance.Held || instance.StopSentAt is not null;

    public static void Plan(Look look, InstanceFacts instance)
    {
        if (look.ContainerOf(instance) is { State: ContainerState.Running or ContainerState.Restarting })
            PlanStop(look, instance);
        else
            PlanStopped(look, instance);
    }

    private static void PlanStop(Look look, InstanceFacts instance)
    {
        var process = look.Desired.Process(instance.Release, instance.Process);
        if (instance.StopSentAt is { } stopSent)
        {
            var deadline = stopSent + (instance.HoldGrace ?? process?.StopGrace ?? TimeSpan.Zero);
            if (look.Now >= deadline)
                look.Add(new KillInstance(instance, "it did not end within its grace"));
            else
                look.WaitUntil(deadline);
            return;
        }
        var open = look.Observed.Edge.Open(instance.Id);
        var drained = (instance.HeldSince ?? look.Now) + (process?.Drain ?? TimeSpan.Zero);
        if (look.Observed.Edge.Targets.Contains(instance.Id))
            look.WaitUntil(look.Now + Timing.Poll);
        else if (open == 0)
            look.Add(new StopInstance(instance, "it is held, and nothing is open on it"));
        else if (look.Now >= drained)
            look.Add(new StopInstance(instance, $"it is held, and its drain deadline has passed with {open} open"));
        else
            look.WaitUntil(drained);
    }

    /// <summary>What is released has its health yet to show: it is no target before, not even the last one that there was.</summary>
    private static void PlanStopped(Look look, InstanceFacts instance)
    {
        if (instance.HealthyNow)
            look.Add(new RecordUnhealthy(instance, "it was stopped by request"));
        if (instance is { Held: true, HoldRestarts: true })
            look.Add(new ReleaseHold(instance, "it was to be restarted"));
        else if (!instance.Held)
            Containers.EnsureRunning(look, instance);
    }
}
