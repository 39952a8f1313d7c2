using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;
using Seaworthy.Testing;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// One app's whole world in memory: tables, engine, edge, prober and a clock that moves when told to. Steps act upon it as the
/// server does them, effect by effect; between any two effects the server may be struck dead.
/// </summary>
internal sealed class SimulatedWorld
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(200);
    private readonly FakeTimeProvider clock = new();
    private readonly DateTimeOffset birth;
    private AppDesired? decided;
    private bool refused;

    public SimulatedWorld(int seed)
    {
        birth = clock.GetUtcNow();
        Random = new Random(seed);
        Edge = new SimulatedEdge(Random);
        Invariants = new Invariants(this);
        Publisher = new SimulatedPublisher(this);
    }

    public Random Random { get; }

    public SimulatedStore Store { get; } = new();

    public SimulatedEngine Engine { get; } = new();

    public SimulatedProber Prober { get; } = new();

    public SimulatedEdge Edge { get; }

    public SimulatedPublisher Publisher { get; }

    public Invariants Invariants { get; }

    public List<string> Journal { get; } = [];

    /// <summary>By the wall clock, which somebody may set.</summary>
    public DateTimeOffset Now => Time + Engine.Skew;

    /// <summary>By the time that really passes.</summary>
    public DateTimeOffset Time => clock.GetUtcNow();

    /// <summary>Called between any two effects; throws to strike the server dead, or to let the step fail.</summary>
    public Action Strike { get; set; } = () => { };

    /// <summary>The step that is being done, or was done last.</summary>
    public Step? Doing { get; private set; }

    /// <summary>How far it has come, when <see cref="Strike"/> is called.</summary>
    public Instant At { get; private set; }

    /// <summary>Whether a step is done a second time, as if its first answer had been lost on the way.</summary>
    public Func<Step, bool> Repeats { get; set; } = _ => false;

    public void Note(string line) => Journal.Add($"{(Time - birth).TotalSeconds,8:0.00}  {line}");

    public void JumpClock(TimeSpan span)
    {
        Note($"the clock jumps by {span}");
        Invariants.HasJumped = true;
        Engine.Skew += span;
    }

    public void Advance(TimeSpan span)
    {
        var moments = Math.Clamp((int)Math.Ceiling(span / Moment), 1, 5);
        for (var moment = 0; moment < moments; moment++)
        {
            clock.Advance(span / moments);
            Engine.Evolve(Time);
            foreach (var instance in Store.Instances)
            {
                Prober.Probe(instance, ContainerOf(instance), Time);
                Invariants.Probed(instance);
            }
            Publisher.Evolve();
            Edge.Evolve(Time, Answers, RunsSince);
        }
    }

    public AppObserved Observe() => new()
    {
        NetworkExists = Engine.HasNetwork,
        Containers = Engine.Containers.ToDictionary(container => container.Name, container => container.Observe()),
        Probes = Prober.Observe(),
        Edge = Edge.Observe(Answers),
    };

    /// <returns>False if it was refused: the rest of the plan is not done then.</returns>
    public bool Execute(AppDesired planned, Step step)
    {
        Note(Describe(step));
        refused = false;
        Doing = step;
        decided = planned;
        StrikeAt(Instant.Before);
        Invariants.Before(step);
        try
        {
            Act(step);
            Invariants.After(planned, step);
            StrikeAt(Instant.Done);
            if (Repeats(step))
                Repeat(planned, step);
        }
        catch (StepFailedException)
        {
            if (StepExecutor.ChangesRoutes(planned, step))
                Publisher.Owe();
            throw;
        }
        if (refused)
            return false;
        Publisher.After(planned, step);
        StrikeAt(Instant.Published);
        return true;
    }

    private void StrikeAt(Instant instant)
    {
        At = instant;
        Strike();
    }

    private void Repeat(AppDesired planned, Step step)
    {
        Note("the same once more");
        Advance(TimeSpan.FromMilliseconds(300));
        Act(step);
        Invariants.After(planned, step);
    }

    public SimulatedContainer? ContainerOf(InstanceFacts instance) => Engine.Find(instance.Name);

    private bool Answers(InstanceId id) => Store.Find(id) is { } instance && ContainerOf(instance)?.Answers(Time, instance.Port) == true;

    private DateTimeOffset? RunsSince(InstanceId id) =>
        Store.Find(id) is { } instance && ContainerOf(instance) is { Runs: true } container ? container.StartedAt : null;

    private void Act(Step step)
    {
        switch (step)
        {
            case BeginRollout begin:
                Store.Change(begin.Rollout, rollout => rollout with { StartedAt = Now });
                break;
            case StartClock start:
                Store.Change(start.Rollout, rollout => rollout with { ProgressAt = rollout.ProgressAt ?? Now });
                break;
            case EnsureNetwork:
                Engine.HasNetwork = true;
                break;
            case RemoveNetwork:
                Engine.RemoveNetwork();
                StrikeAt(Instant.Within);
                Store.ReleaseSubnet();
                break;
            case ReserveInstance reserve:
                Store.Reserve(reserve, Now);
                break;
            case AdoptInstance adopt:
                Store.Change(adopt.Instance.Id, row => row.StopSentAt is null ? row with { Rollout = adopt.Rollout, Ordinal = adopt.Ordinal, DrainingSince = null } : row);
                break;
            case SwitchServing change:
                Store.Switch(change.Rollout, Now);
                break;
            case RecordLive live:
                Store.Change(live.Rollout, rollout => rollout with { LiveAt = Now });
                break;
            case FinishRollout finish:
                Store.Finish(finish);
                break;
            case InstanceStep of:
                Act(of, of.Instance);
                break;
        }
    }

    private void Act(InstanceStep step, InstanceFacts instance)
    {
        switch (step)
        {
            case CreateContainer:
                Create(instance);
                break;
            case StartContainer:
                Start(instance);
                break;
            case RecordHealthy healthy:
                Store.Healthy(instance, healthy.Restarts, Now);
                break;
            case RecordUnhealthy:
                Store.Change(instance.Id, row => row with { UnhealthyAt = row.UnhealthyAt ?? Now });
                break;
            case RecordCrashes crashes:
                Store.Change(instance.Id, row => row with { RestartsSeen = crashes.Restarts, Crashes = crashes.Spell.Crashes, CrashesSince = crashes.Spell.Since, LastCrashAt = Now });
                break;
            case RecordCrashLoop:
                Store.Change(instance.Id, row => row.DrainingSince is null ? row with { CrashingAt = row.CrashingAt ?? Now } : row);
                break;
            case RecordCalm:
                Store.Change(instance.Id, row => row with { CrashingAt = null, Crashes = 0, CrashesSince = null });
                break;
            case RecordPort port:
                Store.Change(instance.Id, row => row with { Port = port.Port });
                break;
            case RecordExit exit:
                Store.Exited(instance, exit.ExitCode);
                break;
            case RetryInstance:
                Store.Change(instance.Id, row => row with { Error = null });
                break;
            case ReleaseHold:
                Store.Release(instance.Id);
                break;
            case KeepLogs:
                Store.Change(instance.Id, row => row with { LogsKept = true });
                break;
            case DrainInstance:
                // Only if the app is still wanted to run, or to be stopped, as it was when that was decided.
                refused = decided!.Running != Store.Running;
                if (!refused)
                    Store.Change(instance.Id, row => row with { DrainingSince = row.DrainingSince ?? Now });
                break;
            case StopInstance:
                Stop(instance);
                break;
            case KillInstance:
                Engine.Find(instance.Name)?.Kill();
                break;
            case RemoveInstance:
                Engine.Remove(instance.Name);
                StrikeAt(Instant.Within);
                Store.Remove(instance.Id);
                break;
        }
    }

    private void Create(InstanceFacts instance)
    {
        // First the row forgets what an earlier container showed: struck dead after the creation, it would be believed of the new one.
        Store.Change(instance.Id, row => row with
        {
            HealthyAt = null,
            UnhealthyAt = null,
            StartSentAt = row.IsService ? null : row.StartSentAt,
            StopSentAt = row.DrainingSince is null ? null : row.StopSentAt,
        });
        StrikeAt(Instant.Within);
        var behaviour = Store.Releases[instance.Release].Behaviours[instance.Process];
        if (behaviour.IsRefused || Engine.Pruned.Contains(instance.Release))
        {
            Store.Refused(instance.Id, "no such image", Now);
            return;
        }
        if (Engine.Create(instance.Name, behaviour, !instance.IsService))
            Invariants.Created(instance);
    }

    private void Start(InstanceFacts instance)
    {
        // What was started once is never started again, whoever asks.
        if (!instance.IsService && Engine.Find(instance.Name) is not { State: ContainerState.Created })
            return;
        Store.Change(instance.Id, row => row with { StartSentAt = Now, StopSentAt = row.DrainingSince is null ? null : row.StopSentAt });
        StrikeAt(Instant.Within);
        if (Engine.Find(instance.Name) is { Behaviour.IsRefusedAtStart: true })
            Store.Refused(instance.Id, "OCI runtime create failed: no such command", Now);
        else
            Engine.Start(instance.Name, Time);
    }

    private void Stop(InstanceFacts instance)
    {
        if (Store.Find(instance.Id) is not ({ DrainingSince: not null } or { Held: true }))
            return;
        Store.Change(instance.Id, row => row with { StopSentAt = row.StopSentAt ?? Now });
        StrikeAt(Instant.Within);
        Engine.Find(instance.Name)?.Signal(Time);
    }

    private string Describe(Step step) => step switch
    {
        InstanceStep of => $"{Store.Releases[of.Instance.Release].Name} {step}",
        ReserveInstance reserve => $"{Store.Releases[reserve.Release].Name} {step}",
        _ => step.ToString(),
    };
}

/// <summary>How far a step has come.</summary>
internal enum Instant
{
    Before,
    Within,
    Done,

    /// <summary>Done, and what it changes of the routes was put to the edge.</summary>
    Published,
}
