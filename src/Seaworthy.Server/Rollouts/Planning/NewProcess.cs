using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Starts the instances of one process of a new side, and says when they are healthy or will never be.</summary>
internal static class NewProcess
{
    /// <summary>Adds what is missing; names in <paramref name="waiting"/> what is not healthy yet; returns why it cannot succeed, if so.</summary>
    public static Failure? Plan(Look look, RolloutFacts rollout, ReleaseProcess process, List<string> waiting)
    {
        if (process.Strategy == DeployStrategy.StopFirst && !OthersAreGone(look, rollout, process))
        {
            waiting.Add($"the previous {process.Name} to stop");
            return null;
        }
        Reserve(look, rollout, process);
        var members = look.Members(rollout.Id, process.Name).ToList();
        if (members.Count < look.Desired.Wanted(process.Name))
            waiting.Add(process.Name);
        foreach (var instance in members)
        {
            if (PlanInstance(look, rollout, process, instance, waiting) is { } failure)
                return failure;
        }
        return null;
    }

    /// <summary>Makes up missing instances (adopting draining ones of the same release on a rollback) and drains surplus ones.</summary>
    public static void Reserve(Look look, RolloutFacts rollout, ReleaseProcess process)
    {
        var wanted = look.Desired.Wanted(process.Name);
        var members = look.Members(rollout.Id, process.Name).ToList();
        foreach (var surplus in members.Skip(wanted))
            look.Add(new DrainInstance(surplus, $"{wanted} wanted"));

        var adoptable = rollout.Kind == RolloutKind.Rollback ? new Queue<InstanceFacts>(Adoptable(look, rollout, process)) : [];
        var taken = members.Select(instance => instance.Ordinal).ToHashSet();
        for (var ordinal = 1; taken.Count < wanted; ordinal++)
        {
            if (!taken.Add(ordinal))
                continue;
            if (adoptable.TryDequeue(out var running))
                look.Add(new AdoptInstance(running, rollout.Id, ordinal, "it still runs and was not told to stop"));
            else
                look.Add(new ReserveInstance(rollout.Id, rollout.Release, process.Name, ordinal, IsReleaseJob: false, $"{wanted} wanted"));
        }
    }

    private static IEnumerable<InstanceFacts> Adoptable(Look look, RolloutFacts rollout, ReleaseProcess process) => look.Desired.Instances
        .Where(instance => instance.Rollout != rollout.Id && instance.Release == rollout.Release && instance.Process == process.Name
            && instance is { DrainingSince: not null, StopSentAt: null, HealthyNow: true, Held: false }
            && look.ContainerOf(instance) is { Runs: true });

    /// <summary>Stop-first: two generations must never run at once, for they share a volume or a host port.</summary>
    private static bool OthersAreGone(Look look, RolloutFacts rollout, ReleaseProcess process)
    {
        var others = look.Desired.Instances.Where(instance => instance.Process == process.Name && instance.Rollout != rollout.Id && !instance.IsReleaseJob).ToList();
        foreach (var instance in others.Where(instance => instance.DrainingSince is null))
            look.Add(new DrainInstance(instance, "it must stop before the new one may start"));
        if (others.Count > 0)
            look.WaitUntil(look.Now + Timing.Poll);
        return others.Count == 0;
    }

    private static Failure? PlanInstance(Look look, RolloutFacts rollout, ReleaseProcess process, InstanceFacts instance, List<string> waiting)
    {
        var container = look.ContainerOf(instance);
        var probe = look.ProbeOf(instance);
        if (InstanceHealth.Hopeless(instance, process, container) is { } hopeless)
            return new Failure(instance.Id, hopeless);

        var runs = Containers.EnsureRunning(look, instance);
        var fault = instance.HealthyNow ? InstanceHealth.Fault(instance, container, probe) : null;
        if (instance.HealthyNow && fault is null)
            return null;
        if (fault is not null)
            look.Add(new RecordUnhealthy(instance, fault));
        else if (runs && InstanceHealth.IsProven(instance, container!, probe, look.Now))
        {
            look.Add(new RecordHealthy(instance, instance.Port is null ? "it keeps running" : "it answers"));
            // It counts from the next look on, when it is recorded.
        }
        waiting.Add(instance.Label);
        return Overdue(look, rollout, process, instance, container, probe);
    }

    private static Failure? Overdue(
        Look look, RolloutFacts rollout, ReleaseProcess process, InstanceFacts instance, ContainerObserved? container, ProbeObserved probe)
    {
        var since = rollout.ProgressAt!.Value;
        var half = since + (process.StartDeadline / 2);
        var deadline = since + process.StartDeadline;
        if (look.Now >= half && probe.Successes == 0 && container is { Runs: true } && instance.Port is { } port)
        {
            if (probe.LoopbackOnly)
                return new Failure(instance.Id, $"{instance.Label} listens on 127.0.0.1 only: make it listen on 0.0.0.0, or nothing outside its container can reach it");
            if (probe.OtherPort is { } other)
                look.Add(new RecordPort(instance, other, $"nothing listens on port {port}"));
        }
        if (look.Now >= deadline && !(container is not null && InstanceHealth.IsProven(instance, container, probe, look.Now)))
        {
            return new Failure(instance.Id,
                $"{instance.Label} was not healthy within {process.StartDeadline.TotalSeconds:0} seconds: {InstanceHealth.Missing(instance, container, probe)}");
        }
        if (instance.Port is null && container is { Runs: true } && InstanceHealth.ProvenAt(container) < deadline)
            look.WaitUntil(InstanceHealth.ProvenAt(container));
        look.WaitUntil(look.Now < half ? half : deadline);
        return null;
    }

    internal sealed record Failure(InstanceId Evidence, string Reason);
}
