using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Keeps what serves as it should be: replicas made up or wound down, dead containers brought back, health recorded.</summary>
internal static class ServingSide
{
    public static void Plan(Look look)
    {
        var desired = look.Desired;
        foreach (var generation in desired.Serving.GroupBy(serving => (serving.Rollout, serving.Release)))
        {
            var isNewSide = desired.Active?.Id == generation.Key.Rollout;
            foreach (var serving in generation)
            {
                if (desired.Process(serving.Release, serving.Process) is { Kind: ProcessKind.Service } process)
                    PlanProcess(look, serving, process, isNewSide);
            }
        }
    }

    private static void PlanProcess(Look look, ServingFacts serving, ReleaseProcess process, bool isNewSide)
    {
        // The rollout under way looks after its own side.
        if (isNewSide)
            return;
        var members = look.Members(serving.Rollout, serving.Process).ToList();
        foreach (var instance in members)
        {
            if (Containers.EnsureRunning(look, instance) || instance.HealthyAt is not null)
                PlanHealth(look, instance);
        }

        // While a rollout is under way the side that it replaces is kept alive, but not made larger or smaller.
        if (look.Desired.Active is null)
            PlanReplicas(look, serving, members, look.Desired.Wanted(process.Name));
    }

    private static void PlanReplicas(Look look, ServingFacts serving, List<InstanceFacts> members, int wanted)
    {
        var taken = members.Select(instance => instance.Ordinal).ToHashSet();
        for (var ordinal = 1; taken.Count < wanted; ordinal++)
        {
            if (taken.Add(ordinal))
                look.Add(new ReserveInstance(serving.Rollout, serving.Release, serving.Process, ordinal, IsReleaseJob: false, $"{wanted} wanted"));
        }
        foreach (var instance in members.Skip(wanted))
            look.Add(new DrainInstance(instance, $"{wanted} wanted"));
    }

    private static void PlanHealth(Look look, InstanceFacts instance)
    {
        var container = look.ContainerOf(instance);
        var probe = look.ProbeOf(instance);
        var fault = InstanceHealth.Fault(instance, container, probe);
        if (instance.HealthyNow)
        {
            if (fault is not null)
                look.Add(new RecordUnhealthy(instance, fault));
            return;
        }
        if (container is null)
            return;
        if (InstanceHealth.IsProven(instance, container, probe, look.Now))
            look.Add(new RecordHealthy(instance, "it answers again"));
        else
            look.WaitUntil(look.Now + Timing.Poll);
    }
}
