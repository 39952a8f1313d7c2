using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Starts the instances of one process of a new side, and says when they are healthy or will never be.</summary>
internal static class NewProcess
{
    /// <summary>Adds what is missing; names in <paramref name="waiting"/> what is not healthy yet; returns why it cannot succeed, if so.</summary>
    public static Failure? Plan(Look look, RolloutFacts rollout, ReleaseProcess process, List<string> waiting)
    {
        var replicas = Replicas.Of(look, rollout.Id, process);
        if (!Exclusion.IsFree(look, process, replicas.Kept))
        {
            waiting.Add($"the previous {process.Name} to stop");
            return look.Now >= Deadline(rollout, process) ? new Failure(null, $"the previous {process.Name} did not stop in time") : null;
        }
        Resize(look, rollout, process, replicas);
        if (replicas.MissingOrdinals.Count > 0)
        {
            waiting.Add(process.Name);
            // Without trouble nobody has tried yet: more of it are wanted since a moment ago.
            if (look.Now >= Deadline(rollout, process) && rollout.Trouble is { } trouble)
                return new Failure(null, $"{process.Name} could not be started within {process.StartDeadline.TotalSeconds:0} seconds: {trouble}");
        }
        foreach (var instance in replicas.Kept)
        {
            if (PlanInstance(look, rollout, process, instance, waiting) is { } failure)
                return failure;
        }
        return null;
    }

    /// <summary>Makes up missing instances (adopting draining ones of the same release on a rollback) and drains surplus ones.</summary>
    public static void Resize(Look look, RolloutFacts rollout, ReleaseProcess process, Replicas replicas)
    {
        var cause = $"{replicas.Wanted} wanted";
        foreach (var surplus in replicas.Surplus.Where(instance => !look.Drains(instance)))
            look.Add(new DrainInstance(surplus, cause));

        var adoptable = rollout.Kind == RolloutKind.Rollback ? new Queue<InstanceFacts>(Adoptable(look, rollout, process)) : [];
        foreach (var ordinal in replicas.MissingOrdinals)
        {
            if (adoptable.TryDequeue(out var running))
                look.Add(new AdoptInstance(running, rollout.Id, ordinal, "it still runs and was not told to stop"));
            else
                look.Add(new ReserveInstance(rollout.Id, rollout.Release, process.Name, ordinal, ProcessKind.Service, cause));
        }
    }

    private static IEnumerable<InstanceFacts> Adoptable(Look look, RolloutFacts rollout, ReleaseProcess process) => look.Desired.Instances
        .Where(instance => instance.Rollout != rollout.Id && instance.Release == rollout.Release && instance.Process == process.Name
            && instance is { DrainingSince: not null, StopSentAt: null, HealthyNow: true, Held: false }
            && InstanceHealth.Fault(instance, look.ContainerOf(instance), look.ProbeOf(instance)) is null);

    private static Failure? PlanInstance(Look look, RolloutFacts rollout, ReleaseProcess process, InstanceFacts instance, List<string> waiting)
    {
        var container = look.ContainerOf(instance);
        var probe = look.ProbeOf(instance);
        if (InstanceHealth.Hopeless(instance, process, container) is { } hopeless)
            return new Failure(instance.Id, hopeless);

        // Its health is recorded before it is brought back: a container that is created anew has its health yet to show.
        var fault = instance.HealthyNow ? InstanceHealth.Fault(instance, container, probe) : null;
        if (fault is not null)
            look.Add(new RecordUnhealthy(instance, fault));
        var runs = Containers.EnsureRunning(look, instance);
        if (instance.HealthyNow && fault is null)
            return null;
        if (fault is null && runs && InstanceHealth.IsProven(instance, container!, probe, look.Now))
        {
            // It counts at once: whatever this plan goes on to do is done after that was recorded.
            look.Add(new RecordHealthy(instance, container!.Restarts, instance.Port is null ? "it keeps running" : "it answers"));
            return null;
        }
        waiting.Add(instance.Label);
        return Overdue(look, rollout, process, instance, container, probe);
    }

    private static Failure? Overdue(
        Look look, RolloutFacts rollout, ReleaseProcess process, InstanceFacts instance, ContainerObserved? container, ProbeObserved probe)
    {
        var deadline = Deadline(rollout, process, instance);
        var half = deadline - (process.StartDeadline / 2);
        if (look.Now >= half && probe.Successes == 0 && container is { Runs: true } && instance.Port is { } port)
        {
            if (probe.LoopbackOnly)
                return new Failure(instance.Id, $"{instance.Label} listens on 127.0.0.1 only: make it listen on 0.0.0.0, or nothing outside its container can reach it");
            if (probe.OtherPort is { } other && other != port)
                look.Add(new RecordPort(instance, other, $"nothing listens on port {port}"));
        }
        if (look.Now >= deadline && !(container is not null && InstanceHealth.IsProven(instance, container, probe, look.Now)))
        {
            return new Failure(instance.Id,
                $"{instance.Label} was not healthy within {process.StartDeadline.TotalSeconds:0} seconds: {(container is null ? rollout.Trouble : null) ?? InstanceHealth.Missing(instance, container, probe)}");
        }
        if (instance.Port is null && container is { Runs: true } && InstanceHealth.ProvenAt(container) < deadline)
            look.WaitUntil(InstanceHealth.ProvenAt(container));
        look.WaitUntil(look.Now < half ? half : deadline);
        return null;
    }

    /// <summary>The clock runs already while stop-first waits for the previous instance to go.</summary>
    private static DateTimeOffset Deadline(RolloutFacts rollout, ReleaseProcess process)
    {
        var clearing = process.Strategy == DeployStrategy.StopFirst ? process.Drain + process.StopGrace : TimeSpan.Zero;
        return rollout.ProgressAt!.Value + clearing + process.StartDeadline;
    }

    /// <summary>What was made later, by a change of scale, has as long as the first ones had.</summary>
    private static DateTimeOffset Deadline(RolloutFacts rollout, ReleaseProcess process, InstanceFacts instance)
    {
        var (ofAll, own) = (Deadline(rollout, process), instance.ReservedAt + process.StartDeadline);
        return own > ofAll ? own : ofAll;
    }

    /// <param name="Evidence">The instance whose log shows why, if one does.</param>
    internal sealed record Failure(InstanceId? Evidence, string Reason);
}
