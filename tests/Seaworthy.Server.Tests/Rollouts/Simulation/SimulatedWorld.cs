using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;
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

    public SimulatedWorld(int seed)
    {
        birth = clock.GetUtcNow();
        Random = new Random(seed);
        Edge = new SimulatedEdge(Random);
        Invariants = new Invariants(this);
    }

    public Random Random { get; }

    public SimulatedStore Store { get; } = new();

    public SimulatedEngine Engine { get; } = new();

    public SimulatedProber Prober { get; } = new();

    public SimulatedEdge Edge { get; }

    public Invariants Invariants { get; }

    public List<string> Journal { get; } = [];

    public DateTimeOffset Now => clock.GetUtcNow();

    /// <summary>Called between any two effects; throws to strike the server dead.</summary>
    public Action Strike { get; set; } = () => { };

    public void Note(string line) => Journal.Add($"{(Now - birth).TotalSeconds,8:0.00}  {line}");

    public void Advance(TimeSpan span)
    {
        var moments = Math.Clamp((int)Math.Ceiling(span / Moment), 1, 5);
        for (var moment = 0; moment < moments; moment++)
        {
            clock.Advance(span / moments);
            Engine.Evolve(Now);
            foreach (var instance in Store.Instances)
            {
                Prober.Probe(instance, ContainerOf(instance), Now);
                Invariants.Probed(instance);
            }
            Edge.Evolve(Now, Answers, RunsSince);
        }
    }

    public AppObserved Observe() => new()
    {
        NetworkExists = Engine.HasNetwork,
        Containers = Engine.Containers.ToDictionary(container => container.Name, container => container.Observe()),
        Probes = Prober.Observe(),
        Edge = Edge.Observe(Answers),
    };

    public void PutRoutes()
    {
        var routes = Store.Routes();
        Invariants.Putting(routes);
        Edge.Put(routes, Now);
    }

    public void Execute(AppDesired planned, Step step)
    {
        Note(Describe(step));
        Strike();
        Invariants.Before(step);
        Act(step);
        Invariants.After(planned, step);
        Strike();
        PutRoutes();
        Strike();
    }

    public SimulatedContainer? ContainerOf(InstanceFacts instance) => Engine.Find(instance.Name);

    private bool Answers(InstanceId id) => Store.Find(id) is { } instance && ContainerOf(instance)?.Answers(Now, instance.Port) == true;

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
                break;
            case ReserveInstance reserve:
                Store.Reserve(reserve);
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
                Store.Change(instance.Id, row => row with { StartSentAt = Now, StopSentAt = row.DrainingSince is null ? null : row.StopSentAt });
                Strike();
                Engine.Start(instance.Name, Now);
                break;
            case RecordHealthy:
                Store.Healthy(instance, Now);
                break;
            case RecordUnhealthy:
                Store.Change(instance.Id, row => row with { UnhealthyAt = row.UnhealthyAt ?? Now });
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
                Strike();
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
        Strike();
        var behaviour = Store.Releases[instance.Release].Behaviours[instance.Process];
        if (behaviour.IsRefused)
        {
            Store.Change(instance.Id, row => row with { Error = "no such image", ErrorAt = Now, Refusals = row.Refusals + 1 });
            return;
        }
        if (Engine.Create(instance.Name, behaviour, !instance.IsService))
            Invariants.Created(instance);
    }

    private void Stop(InstanceFacts instance)
    {
        if (Store.Find(instance.Id) is not ({ DrainingSince: not null } or { Held: true }))
            return;
        Store.Change(instance.Id, row => row with { StopSentAt = row.StopSentAt ?? Now });
        Strike();
        Engine.Find(instance.Name)?.Signal(Now);
    }

    private string Describe(Step step) => step switch
    {
        InstanceStep of => $"{Store.Releases[of.Instance.Release].Name} {step}",
        ReserveInstance reserve => $"{Store.Releases[reserve.Release].Name} {step}",
        _ => step.ToString(),
    };
}
