using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>Takes a rollout from its start to its end: start the new side, switch, watch, finish. The phase follows from the facts.</summary>
internal static class NewSide
{
    public static (RolloutPhase Phase, string Reason) Plan(Look look, RolloutFacts rollout)
    {
        if (rollout.SwitchedAt is { } switchedAt)
            return PlanSwitched(look, rollout, switchedAt);
        if (rollout.CancelRequested)
            return End(look, rollout, Outcome.Cancelled, null, "cancelled before it went live");
        if (rollout.Superseded)
            return End(look, rollout, Outcome.Superseded, null, "a newer deployment took its place");
        if (rollout.StartedAt is null)
        {
            look.Add(new BeginRollout(rollout.Id, "it is the app's turn"));
            rollout = rollout with { StartedAt = look.Now };
        }
        return PlanStart(look, rollout);
    }

    /// <summary>The app was stopped. What was live stays what a start brings back; what was not gives way to what served before.</summary>
    public static void Stop(Look look, RolloutFacts rollout)
    {
        var outcome = rollout.LiveAt is null ? Outcome.Cancelled : Outcome.Succeeded;
        var routeBack = rollout is { SwitchedAt: not null, LiveAt: null };
        look.Add(new FinishRollout(rollout.Id, outcome, routeBack, Evidence: null, "the app was stopped"));
    }

    private static (RolloutPhase Phase, string Reason) PlanStart(Look look, RolloutFacts rollout)
    {
        if (IsStuck(look, rollout))
            return End(look, rollout, Outcome.Failed, null, $"it could not be started within {Patience(look, rollout).TotalSeconds:0} seconds: {rollout.Trouble}");
        var job = ReleaseJob.Plan(look, rollout);
        if (job.Failed is { } failed)
            return End(look, rollout, Outcome.Failed, job.Instance, failed);
        if (job.Running is { } running)
            return (RolloutPhase.Starting, $"the {running} command is running");
        if (rollout.ProgressAt is null)
        {
            look.Add(new StartClock(rollout.Id, "instances may start now"));
            rollout = rollout with { ProgressAt = look.Now };
        }

        var services = Services(look, rollout);
        var waiting = new List<string>();
        var before = look.Mark();
        foreach (var process in services)
        {
            var failure = NewProcess.Plan(look, rollout, process, waiting);
            if (failure is null)
                continue;
            // What it still wanted is not tried once more: a step that cannot be done would keep the rollout from ending.
            look.BackTo(before);
            return End(look, rollout, Outcome.Failed, failure.Evidence, failure.Reason);
        }
        if (waiting.Count > 0)
            return (RolloutPhase.Starting, $"waiting for {string.Join(", ", waiting)}");
        look.Add(new SwitchServing(rollout.Id, "every new instance is healthy"));
        return (RolloutPhase.Switching, "every new instance is healthy");
    }

    private static (RolloutPhase Phase, string Reason) PlanSwitched(Look look, RolloutFacts rollout, DateTimeOffset switchedAt)
    {
        if (rollout.CancelRequested)
            return End(look, rollout, Outcome.Cancelled, null, "cancelled while it was being watched", routeBack: true);
        foreach (var instance in Services(look, rollout).SelectMany(process => look.Members(rollout.Id, process.Name)).Where(i => i.HealthyAt is not null && !i.Held))
        {
            if (FaultSince(look, instance, switchedAt) is { } fault)
                return End(look, rollout, Outcome.Failed, instance.Id, $"{instance.Label} became unhealthy after the switch: {fault}", routeBack: true);
        }
        if (rollout.LiveAt is { } liveAt)
        {
            var quietAt = liveAt + Timing.Soak;
            var isOver = look.Now >= quietAt || rollout.Superseded;
            if (isOver && IsStuck(look, rollout))
                return End(look, rollout, Outcome.Succeeded, null, $"live and healthy; what was to follow could not be done: {rollout.Trouble}");
            PostDeploy.Reserve(look, rollout);
            if (isOver)
                return End(look, rollout, Outcome.Succeeded, null, rollout.Superseded ? "live; a newer deployment follows" : "live and healthy");
            KeepReplicas(look, rollout);
            look.WaitUntil(quietAt);
            return (RolloutPhase.Soaking, "live; watching it while the previous release is kept running");
        }
        if (IsSeenLive(look, rollout))
        {
            look.Add(new RecordLive(rollout.Id, "the new side answers through the edge"));
            KeepReplicas(look, rollout);
            return (RolloutPhase.Switching, "the new side answers through the edge");
        }
        if (look.Now >= switchedAt + Timing.SwitchDeadline)
        {
            return End(look, rollout, Outcome.Failed, null,
                $"the new side did not answer through the edge within {Timing.SwitchDeadline.TotalSeconds:0} seconds", routeBack: true);
        }
        KeepReplicas(look, rollout);
        look.WaitUntil(switchedAt + Timing.SwitchDeadline);
        return (RolloutPhase.Switching, "waiting for an answer of the new side through the edge");
    }

    /// <summary>A crash counts even if the engine had it running again before we looked.</summary>
    private static string? FaultSince(Look look, InstanceFacts instance, DateTimeOffset switchedAt)
    {
        var container = look.ContainerOf(instance);
        if (InstanceHealth.Fault(instance, container, look.ProbeOf(instance)) is { } fault)
            return fault;
        if (!(container!.StartedAt > switchedAt && container.StartedAt > instance.HealthyAt))
            return null;
        return container.RanOutOfMemory ? "it ran out of memory and was started again" : "its process ended and was started again";
    }

    /// <summary>Where nothing of it listens, healthy is enough; what was added since by a change of scale need not answer yet.</summary>
    private static bool IsSeenLive(Look look, RolloutFacts rollout)
    {
        var routed = Services(look, rollout).Where(process => process.IsRouted)
            .SelectMany(process => look.Members(rollout.Id, process.Name)).Where(instance => instance.HealthyAt is not null).ToList();
        return routed.Count == 0 || (look.Observed.Edge.AnsweredBy is { } answered && routed.Exists(instance => instance.Id == answered));
    }

    /// <summary>A change of scale while it soaks: more start beside the healthy ones, surplus ones drain.</summary>
    private static void KeepReplicas(Look look, RolloutFacts rollout)
    {
        foreach (var process in Services(look, rollout))
        {
            var replicas = Replicas.Of(look, rollout.Id, process);
            if (!Exclusion.IsFree(look, process, replicas.Kept))
                continue;
            NewProcess.Resize(look, rollout, process, replicas);
            foreach (var instance in replicas.Kept)
            {
                if (Containers.EnsureRunning(look, instance) && instance.HealthyAt is null
                    && look.ContainerOf(instance) is { } container && InstanceHealth.IsProven(instance, container, look.ProbeOf(instance), look.Now))
                    look.Add(new RecordHealthy(instance, container.Restarts, "it is ready"));
            }
        }
    }

    /// <summary>Each look for as long as a start may take has met with trouble. Who waits for what does not come must end some time.</summary>
    private static bool IsStuck(Look look, RolloutFacts rollout) =>
        rollout is { Trouble: not null, TroubleSince: { } since } && look.Now >= since + Patience(look, rollout);

    private static TimeSpan Patience(Look look, RolloutFacts rollout) =>
        Services(look, rollout).Select(process => process.StartDeadline).DefaultIfEmpty(Timing.SwitchDeadline).Max();

    private static List<ReleaseProcess> Services(Look look, RolloutFacts rollout) =>
        [.. look.Desired.Releases[rollout.Release].Where(process => process.Kind == ProcessKind.Service)];

    private static (RolloutPhase Phase, string Reason) End(
        Look look, RolloutFacts rollout, Outcome outcome, InstanceId? evidence, string reason, bool routeBack = false)
    {
        var instance = look.Desired.Instances.FirstOrDefault(candidate => candidate.Id == evidence);
        if (instance is { LogsKept: false } && look.ContainerOf(instance) is not null)
            look.Add(new KeepLogs(instance, "it shows why the rollout ends"));
        look.Add(new FinishRollout(rollout.Id, outcome, routeBack, evidence, reason));
        return (rollout.SwitchedAt is null ? RolloutPhase.Starting : RolloutPhase.Soaking, reason);
    }
}
