using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Keeps what serves as it should be: replicas made up or wound down, dead containers brought back, health recorded.</summary>
internal static class ServingSide
{
    public static void Plan(Look look)
    {
        var desired = look.Desired;
        foreach (var serving in desired.Serving)
        {
            // The rollout under way looks after its own side.
            if (desired.Active?.Id != serving.Rollout && desired.Process(serving.Release, serving.Process) is { Kind: ProcessKind.Service } process)
                PlanProcess(look, serving, process);
        }
    }

    private static void PlanProcess(Look look, ServingFacts serving, ReleaseProcess process)
    {
        // While a rollout is under way the side that it replaces is kept alive, but not made larger or smaller.
        if (look.Desired.Active is not null)
        {
            foreach (var instance in look.Members(serving.Rollout, serving.Process).Where(instance => !look.Drains(instance)))
                PlanInstance(look, instance);
            return;
        }
        var replaced = Replacement.Of(look, serving.Rollout, process);
        var replicas = Replicas.Of(look, serving.Rollout, process, replaced);
        Replacement.Plan(look, process, replicas, replaced);
        foreach (var surplus in replicas.Surplus)
            look.Add(new DrainInstance(surplus, $"{replicas.Wanted} wanted"));
        if (!Exclusion.IsFree(look, process, [.. replicas.Kept, .. replaced]))
            return;
        foreach (var ordinal in replicas.MissingOrdinals)
            look.Add(new ReserveInstance(serving.Rollout, serving.Release, serving.Process, ordinal, ProcessKind.Service, $"{replicas.Wanted} wanted"));
        foreach (var instance in replicas.Kept.Concat(replaced).Where(instance => !look.Drains(instance)))
            PlanInstance(look, instance);
    }

    /// <summary>Its health is recorded before it is brought back: a container that is created anew has its health yet to show.</summary>
    private static void PlanInstance(Look look, InstanceFacts instance)
    {
        if (Holding.Concerns(instance))
        {
            Holding.Plan(look, instance);
            return;
        }
        var container = look.ContainerOf(instance);
        var probe = look.ProbeOf(instance);
        if (instance.HealthyNow && InstanceHealth.Fault(instance, container, probe) is { } fault)
            look.Add(new RecordUnhealthy(instance, fault));
        if (instance.Error is not null)
            Refusal.Plan(look, instance);
        if (!Containers.EnsureRunning(look, instance) || instance.HealthyNow)
            return;
        if (InstanceHealth.IsProven(instance, container!, probe, look.Now))
            look.Add(new RecordHealthy(instance, container!.Restarts, instance.HealthyAt is null ? "it is ready" : "it works again"));
        else
            look.WaitUntil(look.Now + Timing.Poll);
    }
}
