using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>The tables of one app. Each method is one transaction: it happens as a whole, or not.</summary>
internal sealed class SimulatedStore
{
    private readonly Dictionary<InstanceId, InstanceFacts> instances = [];
    private readonly Dictionary<(ReleaseId Release, string Process), JobFacts> jobs = [];

    private int minted;

    public bool Running { get; set; } = true;

    public Dictionary<string, int> Replicas { get; } = [];

    public Dictionary<ReleaseId, SimulatedRelease> Releases { get; } = [];

    public Dictionary<RolloutId, RolloutFacts> Rollouts { get; } = [];

    public Dictionary<RolloutId, Outcome> Finished { get; } = [];

    public Dictionary<RolloutId, string> Reasons { get; } = [];

    public bool IsDeleted { get; set; }

    /// <summary>What crashes again and again gives way to the newest older release that has served well.</summary>
    public bool ReturnsWhenCrashing { get; set; }

    /// <summary>Releases that served well, unless the app went back from them.</summary>
    public HashSet<ReleaseId> Proven { get; } = [];

    /// <summary>Releases that the app went back from, until they serve well anew.</summary>
    public HashSet<ReleaseId> ReturnedFrom { get; } = [];

    /// <summary>Rollouts by which it went back.</summary>
    public HashSet<RolloutId> Returns { get; } = [];

    /// <summary>The app has a subnet of our pool: minted with its first address, given back with its network.</summary>
    public bool HasSubnet { get; set; }

    public List<ServingFacts> Serving { get; } = [];

    public ReleaseId? Awaited { get; set; }

    /// <summary>The containers of one-off runs, which are nobody's business here but for the network that they need.</summary>
    public HashSet<string> OneOffs { get; } = [];

    public IEnumerable<InstanceFacts> Instances => instances.Values;

    public RolloutFacts? Active => Rollouts.Values.SingleOrDefault(rollout => !Finished.ContainsKey(rollout.Id));

    public InstanceFacts? Find(InstanceId id) => instances.GetValueOrDefault(id);

    public AppDesired Read() => new()
    {
        App = new AppId(Guid.Empty),
        Running = Running,
        Replicas = new Dictionary<string, int>(Replicas),
        Active = Active,
        Serving = [.. Serving],
        Instances = [.. instances.Values],
        Releases = Releases.ToDictionary(release => release.Key, release => release.Value.Processes),
        Jobs = Active is { } active ? [.. jobs.Where(job => job.Key.Release == active.Release).Select(job => job.Value)] : [],
        OneOffs = OneOffs.Count,
        HasSubnet = HasSubnet,
        Awaited = Awaited,
    };

    /// <summary>Ids in the order in which they are asked for, so that a seed tells the same history again.</summary>
    public Guid Mint() => new(++minted, 0, 0, new byte[8]);

    /// <summary>How many should run: what stops first runs once at most.</summary>
    public int Wanted(ServingFacts serving)
    {
        var isExclusive = Releases[serving.Release].Processes.Single(process => process.Name == serving.Process).Strategy == DeployStrategy.StopFirst;
        var asked = Replicas.GetValueOrDefault(serving.Process, 1);
        return isExclusive ? Math.Min(asked, 1) : asked;
    }

    /// <summary>What the routes are computed from: an app that runs, its serving generation, healthy ones before ever healthy ones.</summary>
    public IReadOnlySet<InstanceId> Routes()
    {
        if (!Running)
            return new HashSet<InstanceId>();
        var members = instances.Values.Where(instance => instance is { IsService: true, DrainingSince: null, StopSentAt: null, Held: false } && IsRouted(instance)
            && Serving.Any(serving => serving.Rollout == instance.Rollout && serving.Process == instance.Process)).ToList();
        var healthy = members.Where(instance => instance.HealthyNow).ToList();
        return (healthy.Count > 0 ? healthy : members.Where(instance => instance.HealthyAt is not null)).Select(instance => instance.Id).ToHashSet();
    }

    public bool IsRouted(InstanceFacts instance) => instance.Port is not null
        && Releases[instance.Release].Services.Any(process => process.Name == instance.Process && process.IsRouted);

    public void Change(InstanceId id, Func<InstanceFacts, InstanceFacts> change)
    {
        if (instances.TryGetValue(id, out var instance))
            instances[id] = change(instance);
    }

    public void Change(RolloutId id, Func<RolloutFacts, RolloutFacts> change)
    {
        if (!Finished.ContainsKey(id))
            Rollouts[id] = change(Rollouts[id]);
    }

    public void Reserve(ReserveInstance step, DateTimeOffset now)
    {
        if (jobs.ContainsKey((step.Release, step.Process)))
            return;
        if (step.Kind == ProcessKind.Service && instances.Values.Any(row => row is { IsService: true, DrainingSince: null, ReplaceAsked: false }
            && row.Rollout == step.Rollout && row.Process == step.Process && row.Ordinal == step.Ordinal))
            return;
        HasSubnet = true;
        var id = new InstanceId(Mint());
        instances[id] = new InstanceFacts
        {
            Id = id,
            Rollout = step.Rollout,
            Release = step.Release,
            Process = step.Process,
            Ordinal = step.Ordinal,
            Kind = step.Kind,
            Name = step.Kind == ProcessKind.Service ? $"instance-{id}" : JobName(step.Process, step.Release),
            ReservedAt = now,
            Port = Releases[step.Release].Processes.Single(process => process.Name == step.Process).Port,
        };
        if (step.Kind != ProcessKind.Service)
            jobs[(step.Release, step.Process)] = new JobFacts(step.Process, id, null);
    }

    public static string JobName(string process, ReleaseId release) => $"{process}-{release}";

    /// <summary>Stops one against the healing; to restart it the hold ends by itself.</summary>
    public void Hold(InstanceId id, bool restarts, DateTimeOffset now) =>
        Change(id, row => row.DrainingSince is null ? row with { Held = true, HeldSince = row.HeldSince ?? now, HoldRestarts = restarts } : row);

    /// <summary>Its health is forgotten: it has to show that it works before it is routed again.</summary>
    public void Release(InstanceId id) =>
        Change(id, row => row.Held ? row with { Held = false, HeldSince = null, HoldRestarts = false, HealthyAt = null, UnhealthyAt = null } : row);

    /// <summary>Progress is only what becomes healthy for the first time: what flaps would move the deadline for ever.</summary>
    public void Healthy(InstanceFacts instance, int restarts, DateTimeOffset now)
    {
        var isFirst = instances[instance.Id].HealthyAt is null;
        Change(instance.Id, row => row with { HealthyAt = row.HealthyAt ?? now, UnhealthyAt = null, Refusals = 0, RestartsSeen = row.HealthyAt is null ? restarts : row.RestartsSeen });
        if (isFirst)
            Change(instance.Rollout, rollout => rollout with { ProgressAt = now });
    }

    public void Exited(InstanceFacts instance, int code)
    {
        if (jobs.TryGetValue((instance.Release, instance.Process), out var job) && job.ExitCode is null)
            jobs[(instance.Release, instance.Process)] = job with { ExitCode = code };
        Change(instance.Id, row => row with { ExitCode = row.ExitCode ?? code });
    }

    public void Refused(InstanceId id, string error, DateTimeOffset now) =>
        Change(id, row => row with { Error = error, ErrorAt = now, Refusals = row.Refusals + 1 });

    /// <summary>Unless an instance has been given an address in it meanwhile.</summary>
    public void ReleaseSubnet() => HasSubnet &= instances.Count + OneOffs.Count > 0;

    public void Remove(InstanceId id) => instances.Remove(id);

    public void Switch(RolloutId id, DateTimeOffset now)
    {
        if (Finished.ContainsKey(id) || Rollouts[id] is not { SwitchedAt: null, CancelRequested: false, Superseded: false })
            return;
        Rollouts[id] = Rollouts[id] with { SwitchedAt = now, Replaced = Serving.Select(serving => (RolloutId?)serving.Rollout).FirstOrDefault() };
        Serve(id);
        foreach (var old in instances.Values.Where(instance => instance is { IsService: true, DrainingSince: null } && instance.Rollout != id).ToList())
            Change(old.Id, row => row with { DrainingSince = now });
    }

    public void Finish(FinishRollout step)
    {
        if (!Finished.TryAdd(step.Rollout, step.Outcome))
            return;
        Reasons[step.Rollout] = step.Cause;
        if (step.Outcome == Outcome.Succeeded && Proven.Add(Rollouts[step.Rollout].Release))
            ReturnedFrom.Remove(Rollouts[step.Rollout].Release);
        if (!step.RouteBack)
            return;
        var replaced = Rollouts[step.Rollout].Replaced;
        Serve(replaced);
        foreach (var old in instances.Values.Where(instance => instance.Rollout == replaced && instance is { IsService: true, StopSentAt: null }).ToList())
            Change(old.Id, row => row with { DrainingSince = null });
    }

    private void Serve(RolloutId? id)
    {
        Serving.Clear();
        if (id is { } rollout)
            Serving.AddRange(Releases[Rollouts[rollout].Release].Services.Select(process => new ServingFacts(process.Name, rollout, Rollouts[rollout].Release)));
    }
}

/// <summary>A release and how its containers behave, by process.</summary>
internal sealed record SimulatedRelease(string Name, IReadOnlyList<ReleaseProcess> Processes, IReadOnlyDictionary<string, Behaviour> Behaviours)
{
    public IEnumerable<ReleaseProcess> Services => Processes.Where(process => process.Kind == ProcessKind.Service);

    /// <summary>Once healthy it stays so, if nobody harms it: on the port that it is asked to use.</summary>
    public bool IsSteady => Services.All(process => Behaviours[process.Name].IsSteady && process.Port is (null or 8080));

    public bool IsPlain => IsSteady && Processes.All(process => Behaviours[process.Name] is { IsPlain: true, IsRefused: false, IsRefusedAtStart: false });
}
