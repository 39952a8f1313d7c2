using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>The facts of one app and what is seen of it, as each step leaves them when everything obeys.</summary>
internal sealed class ForecastWorld(AppDesired desired, AppObserved observed, DateTimeOffset now)
{
    private readonly Dictionary<string, ContainerObserved> containers = new(observed.Containers);
    private readonly Dictionary<InstanceId, ProbeObserved> probes = new(observed.Probes);
    private bool hasNetwork = observed.NetworkExists;
    private int minted;

    public AppDesired Desired { get; private set; } = desired;

    public DateTimeOffset Now { get; private set; } = now;

    /// <summary>What was told to stop before all this has ended in the meantime: everything goes as it should, so nothing has to be killed.</summary>
    public void Advance(DateTimeOffset to)
    {
        Now = to > Now ? to : Now + Timing.Poll;
        foreach (var instance in Desired.Instances.Where(instance => instance.StopSentAt is not null))
            End(instance);
    }

    /// <summary>The rollout that waited has its turn.</summary>
    public void Begin(RolloutFacts next) => Desired = Desired with { Active = next, Awaited = null, Jobs = [] };

    public AppObserved Observe()
    {
        var targets = Routes();
        var isAsked = Desired.Active is { SwitchedAt: not null, LiveAt: null };
        return new AppObserved
        {
            NetworkExists = hasNetwork,
            Containers = containers,
            Probes = probes,
            Edge = new EdgeObserved
            {
                Targets = targets.Select(instance => instance.Id).ToHashSet(),
                AnsweredBy = isAsked ? targets.FirstOrDefault(instance => instance.Rollout == Desired.Active!.Id)?.Id : null,
            },
        };
    }

    public void Do(Step step)
    {
        switch (step)
        {
            case BeginRollout:
                ChangeActive(rollout => rollout with { StartedAt = Now });
                break;
            case StartClock:
                ChangeActive(rollout => rollout with { ProgressAt = Now });
                break;
            case RecordLive:
                ChangeActive(rollout => rollout with { LiveAt = Now });
                break;
            case EnsureNetwork:
                hasNetwork = true;
                break;
            case RemoveNetwork:
                hasNetwork = false;
                Desired = Desired with { HasSubnet = false };
                break;
            case ReserveInstance reserve:
                Reserve(reserve);
                break;
            case AdoptInstance adopt:
                Change(adopt.Instance, row => row with { Rollout = adopt.Rollout, Ordinal = adopt.Ordinal, DrainingSince = null });
                break;
            case SwitchServing:
                Switch();
                break;
            case FinishRollout finish:
                Finish(finish);
                break;
            case InstanceStep of:
                Do(of, of.Instance);
                break;
        }
    }

    private void Do(InstanceStep step, InstanceFacts instance)
    {
        switch (step)
        {
            case CreateContainer:
                containers[instance.Name] = new ContainerObserved { Id = instance.Name, State = ContainerState.Created };
                Change(instance, row => row with { HealthyAt = null, UnhealthyAt = null });
                break;
            case StartContainer:
                Start(instance);
                break;
            case RecordHealthy healthy:
                Change(instance, row => row with { HealthyAt = row.HealthyAt ?? Now, UnhealthyAt = null, RestartsSeen = row.HealthyAt is null ? healthy.Restarts : row.RestartsSeen });
                ChangeActive(rollout => rollout.Id == instance.Rollout ? rollout with { ProgressAt = Now } : rollout);
                break;
            case RecordUnhealthy:
                Change(instance, row => row with { UnhealthyAt = Now });
                break;
            case RecordCrashes crashes:
                Change(instance, row => row with { RestartsSeen = crashes.Restarts, Crashes = crashes.Spell.Crashes, CrashesSince = crashes.Spell.Since, LastCrashAt = Now });
                break;
            case RecordCrashLoop:
                Change(instance, row => row with { CrashingAt = Now });
                break;
            case RecordCalm:
                Change(instance, row => row with { CrashingAt = null, Crashes = 0, CrashesSince = null });
                break;
            case RecordPort port:
                Change(instance, row => row with { Port = port.Port });
                break;
            case RecordExit exit:
                Change(instance, row => row with { ExitCode = exit.ExitCode });
                Desired = Desired with { Jobs = [.. Desired.Jobs.Select(job => job.Instance == instance.Id ? job with { ExitCode = exit.ExitCode } : job)] };
                break;
            case RetryInstance:
                Change(instance, row => row with { Error = null, ErrorAt = null });
                break;
            case ReleaseHold:
                Change(instance, row => row with { Held = false, HeldSince = null, HoldRestarts = false });
                break;
            case KeepLogs:
                Change(instance, row => row with { LogsKept = true });
                break;
            case DrainInstance:
                Change(instance, row => row with { DrainingSince = Now });
                break;
            case StopInstance:
                Change(instance, row => row with { StopSentAt = Now });
                End(instance);
                break;
            case KillInstance:
                End(instance);
                break;
            case RemoveInstance:
                containers.Remove(instance.Name);
                Desired = Desired with { Instances = [.. Desired.Instances.Where(row => row.Id != instance.Id)] };
                break;
        }
    }

    /// <summary>A service answers at once; a command has done its work.</summary>
    private void Start(InstanceFacts instance)
    {
        containers[instance.Name] = new ContainerObserved
        {
            Id = instance.Name, State = instance.IsService ? ContainerState.Running : ContainerState.Exited, StartedAt = Now,
        };
        probes[instance.Id] = new ProbeObserved { Successes = Timing.ProbesToBeHealthy };
        Change(instance, row => row with { StartSentAt = Now });
    }

    private void End(InstanceFacts instance)
    {
        if (containers.TryGetValue(instance.Name, out var container))
            containers[instance.Name] = container with { State = ContainerState.Exited };
    }

    private void Reserve(ReserveInstance step)
    {
        var id = new InstanceId(new Guid(++minted, 0, 0, new byte[8]));
        var instance = new InstanceFacts
        {
            Id = id,
            Rollout = step.Rollout,
            Release = step.Release,
            Process = step.Process,
            Ordinal = step.Ordinal,
            Kind = step.Kind,
            Name = $"forecast-{minted}",
            ReservedAt = Now,
            Port = Desired.Process(step.Release, step.Process)?.Port,
        };
        Desired = Desired with
        {
            Instances = [.. Desired.Instances, instance],
            Jobs = instance.IsService ? Desired.Jobs : [.. Desired.Jobs, new JobFacts(step.Process, id, null)],
        };
    }

    private void Switch()
    {
        var rollout = Desired.Active!;
        ChangeActive(active => active with { SwitchedAt = Now, Replaced = Desired.Serving.Count > 0 ? Desired.Serving[0].Rollout : null });
        Serve(rollout.Id, rollout.Release);
        foreach (var old in Desired.Instances.Where(instance => instance is { IsService: true, DrainingSince: null } && instance.Rollout != rollout.Id).ToList())
            Change(old, row => row with { DrainingSince = Now });
    }

    private void Finish(FinishRollout step)
    {
        var replaced = Desired.Active?.Replaced;
        Desired = Desired with { Active = null };
        if (!step.RouteBack)
            return;
        var before = Desired.Instances.FirstOrDefault(instance => instance.Rollout == replaced);
        if (before is null)
            Desired = Desired with { Serving = [] };
        else
            Serve(before.Rollout, before.Release);
        foreach (var old in Desired.Instances.Where(instance => instance.Rollout == replaced && instance.StopSentAt is null).ToList())
            Change(old, row => row with { DrainingSince = null });
    }

    private void Serve(RolloutId rollout, ReleaseId release) => Desired = Desired with
    {
        Serving = [.. Desired.Releases[release].Where(process => process.Kind == ProcessKind.Service).Select(process => new ServingFacts(process.Name, rollout, release))],
    };

    /// <summary>As the routes are computed: what serves, the healthy ones, and the last ones where none is.</summary>
    private List<InstanceFacts> Routes()
    {
        if (!Desired.Running)
            return [];
        var members = Desired.Instances.Where(instance => instance is { IsService: true, DrainingSince: null, StopSentAt: null, Held: false, HealthyAt: not null }
            && Desired.Process(instance.Release, instance.Process) is { IsRouted: true }
            && Desired.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process)).ToList();
        var healthy = members.FindAll(instance => instance.HealthyNow);
        return healthy.Count > 0 ? healthy : members;
    }

    private void ChangeActive(Func<RolloutFacts, RolloutFacts> change)
    {
        if (Desired.Active is { } active)
            Desired = Desired with { Active = change(active) };
    }

    private void Change(InstanceFacts instance, Func<InstanceFacts, InstanceFacts> change) =>
        Desired = Desired with { Instances = [.. Desired.Instances.Select(row => row.Id == instance.Id ? change(row) : row)] };
}
