using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// What must hold at every step of every history. It judges by the truth of the simulated world, which the planner never sees:
/// what a container really showed, what the edge really applied, how often a process was really started.
/// </summary>
internal sealed class Invariants
{
    private readonly SimulatedWorld world;
    private readonly HashSet<InstanceId> proven = [];
    private readonly Dictionary<InstanceId, int> successes = [];
    private readonly HashSet<InstanceId> returns = [];
    private IReadOnlySet<InstanceId> routes = new HashSet<InstanceId>();

    public Invariants(SimulatedWorld world)
    {
        this.world = world;
        world.Edge.Applying += Applying;
    }

    /// <summary>
    /// Until the next switch the routes may become empty: somebody asked for nothing to be served, or a release fails that followed
    /// nothing which still runs.
    /// </summary>
    public bool MayServeNothing { get; set; }

    public bool IsHarmed { get; set; }

    /// <summary>The clock was set: what is judged by it may come too soon or too late.</summary>
    public bool HasJumped { get; set; }

    public void Probed(InstanceFacts instance)
    {
        var answers = world.ContainerOf(instance)?.Answers(world.Time, instance.Port) == true;
        successes[instance.Id] = answers ? successes.GetValueOrDefault(instance.Id) + 1 : 0;
        if (successes[instance.Id] >= Timing.ProbesToBeHealthy)
            proven.Add(instance.Id);
    }

    public void Returning(InstanceFacts from) => Crashes.BeforeReturn(world, from, returns);

    public void Created(InstanceFacts instance)
    {
        proven.Remove(instance.Id);
        successes.Remove(instance.Id);
    }

    public void Before(Step step)
    {
        if (step is FinishRollout finish && world.Store.Finished.ContainsKey(finish.Rollout))
            Broken("S6", "a rollout that ended is ended again");
        if (step is FinishRollout { RouteBack: true } back)
            MayServeNothing |= !world.Store.Instances.Any(row => row.Rollout == world.Store.Rollouts[back.Rollout].Replaced && row is { HealthyAt: not null, StopSentAt: null, Held: false } && world.Store.IsRouted(row));
        if (step is FinishRollout end)
            Truth.BeforeFinish(world, end);
        if (step is RecordLive live)
            Truth.BeforeLive(world, live.Rollout, proven);
        if (step is RecordCrashLoop loop)
            Crashes.BeforeLoop(world, loop);
        if (step is not InstanceStep { Instance: var instance })
            return;
        if (world.Store.Find(instance.Id) is not { } row || world.ContainerOf(instance) is { IsOurs: false })
        {
            Broken("S5", $"{step} acts upon something that is not ours");
            return;
        }
        if (step is StopInstance && row is { DrainingSince: null, Held: false })
            return;
        if (step is StopInstance or RemoveInstance or KillInstance && row.IsService && world.ContainerOf(row) is { Runs: true })
            BeforeEnd(step, row);
    }

    public void After(AppDesired planned, Step step)
    {
        switch (step)
        {
            case ReserveInstance { Kind: ProcessKind.Service } reserve:
                AfterGrowth(reserve.Rollout, reserve.Process, planned);
                break;
            case AdoptInstance adopt:
                AfterGrowth(adopt.Rollout, adopt.Instance.Process, planned);
                break;
            case StartContainer start:
                AfterStart(start.Instance);
                break;
            case FinishRollout finish when finish.Outcome == Outcome.Succeeded != world.Store.Serving.Any(serving => serving.Rollout == finish.Rollout):
                Broken("Outcome", $"it ended as {finish.Outcome}, which is not what serves");
                break;
            case SwitchServing change when world.Store.Rollouts[change.Rollout].SwitchedAt == world.Now:
                AfterSwitch(planned, world.Store.Rollouts[change.Rollout]);
                break;
        }
    }

    /// <summary>L3, and that a wait is never longer than one poll.</summary>
    public void Planned(Plan plan)
    {
        // Whatever was asked before: where a healthy target is wanted now, nothing that is planned from here on may leave none.
        if (world.Store.Running && world.Store.Instances.Any(IsWantedTarget))
            MayServeNothing = false;
        if (plan.Steps.Count > 0)
            return;
        if (plan.NextLookAt is { } at && (at <= world.Now || at > world.Now + Timing.Poll))
            Broken("L3", $"the next look is at {at:O}, now is {world.Now:O}");
        var waits = world.Store.Active is not null
            || world.Store.Instances.Any(instance => instance.DrainingSince is not null || (!instance.HealthyNow && instance is { Error: null, IsReleaseJob: false, Held: false })
                || (Holding(instance) && world.ContainerOf(instance) is { Runs: true }));
        if (plan.NextLookAt is null && waits)
            Broken("L3", $"something is waited for and nobody will look: {plan.Phase}: {plan.Reason}");
    }

    public void Putting(IReadOnlySet<InstanceId> next)
    {
        var store = world.Store;
        var generations = store.Serving.Select(serving => serving.Release).Concat(store.Active is { } active ? [active.Release] : []);
        var routed = generations.SelectMany(release => store.Releases[release].Services).Where(process => process.IsRouted).ToList();
        var mayBeEmpty = MayServeNothing || IsHarmed || !store.Running || store.Serving.Count == 0 || routed.TrueForAll(process => store.Replicas.GetValueOrDefault(process.Name, 1) == 0)
            || routed.Exists(process => process.Strategy == DeployStrategy.StopFirst);
        if (routes.Count > 0 && next.Count == 0 && !mayBeEmpty)
            Broken("S2", "the last target leaves the routes and nothing takes its place");
        // Those that stay from before too: what was made anew has to show anew that it works.
        if (next.FirstOrDefault(id => !proven.Contains(id)) is { } unproven && next.Contains(unproven))
            Broken("S1", $"{store.Find(unproven)?.Label} is routed and was never seen healthy");
        if (next.Any(IsHealthy) && next.FirstOrDefault(id => !IsHealthy(id)) is { } unhealthy && next.Contains(unhealthy))
            Broken("S1", $"{store.Find(unhealthy)?.Label} is routed beside healthy ones and is not healthy");
        routes = next;
    }

    private bool IsHealthy(InstanceId id) => world.Store.Find(id) is { HealthyNow: true };

    private bool IsWantedTarget(InstanceFacts instance) => instance is { HealthyNow: true, DrainingSince: null, StopSentAt: null, Held: false }
        && routes.Contains(instance.Id) && world.Store.IsRouted(instance) && world.Store.Replicas.GetValueOrDefault(instance.Process, 1) > 0
        && world.Store.Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process);

    private static bool Holding(InstanceFacts instance) => instance.Held || instance is { StopSentAt: not null, DrainingSince: null };

    public static void Broken(string invariant, string how) => throw new InvariantBrokenException(invariant, how);

    private void Applying(IReadOnlySet<InstanceId> next)
    {
        if (next.FirstOrDefault(id => world.Store.Find(id) is not { StopSentAt: null }) is { } stopped && next.Contains(stopped))
            Broken("S2", $"{world.Store.Find(stopped)?.Label} was told to stop and is routed afterwards");
        // Between its being put and its being applied nothing of ours takes a container away or makes it anew.
        if (!IsHarmed && next.FirstOrDefault(id => !proven.Contains(id)) is { } unproven && next.Contains(unproven))
            Broken("S1", $"{world.Store.Find(unproven)?.Label} is applied and was never seen healthy");
    }

    private void BeforeEnd(Step step, InstanceFacts row)
    {
        if (world.Edge.Applied.Contains(row.Id))
            Broken("S2", $"{step} while the edge still routes to it");
        // Out of the routes since the earlier of the two: a held one may drain too.
        var since = row.HeldSince is null || row.DrainingSince < row.HeldSince ? row.DrainingSince : row.HeldSince;
        var deadline = since + world.Store.Read().Process(row.Release, row.Process)!.Drain;
        // What was told to stop was judged then; since when it was held, or drains, may have changed.
        var isEnding = row.StopSentAt is not null && step is not StopInstance;
        if (world.Edge.Open(row.Id) > 0 && !isEnding && !(world.Now >= deadline))
            Broken("Drop", $"{step} with {world.Edge.Open(row.Id)} open, before its drain deadline");
        var grace = row.HoldGrace ?? world.Store.Read().Process(row.Release, row.Process)!.StopGrace;
        if (step is KillInstance && row.StopSentAt is { } sent && world.Now < sent + grace && !HasJumped)
            Broken("Drop", $"{step} within the grace that it was given");
        if (step is KillInstance or RemoveInstance && row.StopSentAt is null && world.ContainerOf(row)?.Observe() is { Runs: true, Restarts: 0 })
            Broken("Drop", $"{step} of a running instance that was never told to stop");
    }

    private void AfterGrowth(RolloutId generation, string process, AppDesired planned)
    {
        // What another is to take the place of is the old one of the two: it drains when the other is healthy.
        var members = world.Store.Instances.Where(instance => instance is { IsService: true, DrainingSince: null, ReplaceAsked: false } && instance.Process == process).ToList();
        if (members.Count(instance => instance.Rollout == generation) > planned.Wanted(process))
            Broken("S3", $"{members.Count(instance => instance.Rollout == generation)} of {process} where {planned.Wanted(process)} are wanted");
        if (members.DistinctBy(instance => instance.Rollout).Count() > 2)
            Broken("S3", $"more than two generations of {process} that do not drain");
    }

    private void AfterStart(InstanceFacts instance)
    {
        if (!instance.IsService)
        {
            if (world.Engine.JobStarts(instance.Name) > 1)
                Broken("Job", $"the {instance.Process} command was started twice");
            if (world.Store.Instances.Count(other => other.Kind == instance.Kind && world.ContainerOf(other) is { Runs: true }) > 1)
                Broken("Job", $"two {instance.Process} commands run at once");
            if (instance.Kind == ProcessKind.Job && world.Store.Rollouts[instance.Rollout] is not { LiveAt: not null, Kind: RolloutKind.Deploy })
                Broken("Job", "a post-deploy command is started without its release having gone live");
            return;
        }
        if (world.ContainerOf(instance) is { Runs: true } && world.Store.Instances.Count(IsExclusive) > 1)
            Broken("Exclusive", $"two instances of {instance.Process} run at once");

        bool IsExclusive(InstanceFacts other) => other.Process == instance.Process && other.IsService && world.ContainerOf(other) is { Runs: true }
            && world.Store.Releases[other.Release].Processes.Single(process => process.Name == other.Process).Strategy == DeployStrategy.StopFirst;
    }

    private void AfterSwitch(AppDesired planned, RolloutFacts rollout)
    {
        var release = world.Store.Releases[rollout.Release];
        // Nothing was wanted when the plan was made; by now something may be.
        MayServeNothing = release.Services.Where(process => process.IsRouted).All(process => planned.Wanted(process.Name) == 0);
        if (rollout.Kind == RolloutKind.Deploy && release.Processes.Any(process => process.Kind == ProcessKind.Release
            && !(release.Behaviours[process.Name].JobExit == 0 && world.Engine.JobStarts(SimulatedStore.JobName(process.Name, rollout.Release)) == 1)))
            Broken("Job", "it goes live without its release command having succeeded");
    }
}

internal sealed class InvariantBrokenException(string invariant, string how) : Exception($"{invariant}: {how}")
{
    public string Invariant => invariant;
}
