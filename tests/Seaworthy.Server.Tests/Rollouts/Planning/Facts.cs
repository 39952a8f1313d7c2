using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>
/// The facts about one app, told as a story, and the plan for them as text. A generation (the instances of one rollout) is named
/// like its release, <c>v2</c>; an instance is <c>v2 web.1</c>. The time is noon.
/// </summary>
internal sealed class Facts
{
    private readonly Dictionary<string, ReleaseProcess[]> releases = [];
    private readonly Dictionary<RolloutId, string> generations = [];
    private readonly List<InstanceSetup> instances = [];
    private readonly Dictionary<string, int> replicas = [];
    private readonly List<ServingFacts> serving = [];
    private RolloutFacts? active;
    private readonly List<JobFacts> jobs = [];
    private int oneOffs;
    private ReleaseId? awaited;
    private InstanceId? answeredBy;
    private readonly List<string> foreign = [];
    private bool running = true;
    private bool network = true;
    private bool subnet;

    public static DateTimeOffset Noon { get; } = new(2030, 1, 1, 12, 0, 0, TimeSpan.Zero);

    public static Facts App() => new();

    public static DateTimeOffset Ago(double seconds) => Noon - TimeSpan.FromSeconds(seconds);

    /// <summary>Without processes it has one, <c>web</c>.</summary>
    public Facts Release(string release, params ReleaseProcess[] processes)
    {
        releases[release] = processes.Length > 0 ? processes : [Processes.Web()];
        return this;
    }

    /// <summary>Generation <paramref name="generation"/> serves, with all services of its release.</summary>
    public Facts Serving(string generation, string? release = null)
    {
        serving.AddRange(releases[release ?? generation].Where(process => process.Kind == ProcessKind.Service)
            .Select(process => new ServingFacts(process.Name, Rollout(generation), Named(release ?? generation))));
        return this;
    }

    public Facts Replicas(int count, string process = "web")
    {
        replicas[process] = count;
        return this;
    }

    public Facts Stopped()
    {
        running = false;
        return this;
    }

    public Facts WithoutNetwork()
    {
        network = false;
        return this;
    }

    public Facts WithSubnet()
    {
        subnet = true;
        return this;
    }

    /// <summary>A rollout that nobody looked at yet.</summary>
    public Facts Queued(string generation, RolloutKind kind = RolloutKind.Deploy, string? release = null)
    {
        active = new RolloutFacts { Id = Rollout(generation), Release = Named(release ?? generation), Kind = kind };
        return this;
    }

    /// <summary>A rollout that began, but whose services may not start yet: its release command comes first.</summary>
    public Facts Begun(string generation, RolloutKind kind = RolloutKind.Deploy, string? release = null) =>
        Queued(generation, kind, release).Change(rollout => rollout with { StartedAt = Ago(60) });

    /// <summary>A rollout whose start deadline runs since <paramref name="since"/> seconds.</summary>
    public Facts Starting(string generation, double since = 5, RolloutKind kind = RolloutKind.Deploy, string? release = null) =>
        Begun(generation, kind, release).Change(rollout => rollout with { ProgressAt = Ago(since) });

    public Facts Switched(string generation, string? replaced, double ago = 1, RolloutKind kind = RolloutKind.Deploy) => Starting(generation, kind: kind)
        .Change(rollout => rollout with { SwitchedAt = Ago(ago), Replaced = replaced is null ? null : Rollout(replaced) });

    public Facts Live(string generation, string? replaced, double ago = 1, RolloutKind kind = RolloutKind.Deploy) =>
        Switched(generation, replaced, ago + 1, kind).Change(rollout => rollout with { LiveAt = Ago(ago) });

    /// <summary>For <paramref name="since"/> seconds a step of the rollout could not be done.</summary>
    public Facts Troubled(string trouble, double since) => Change(rollout => rollout with { Trouble = trouble, TroubleSince = Ago(since) });

    public Facts Cancelled() => Change(rollout => rollout with { CancelRequested = true });

    public Facts Superseded() => Change(rollout => rollout with { Superseded = true });

    /// <summary>A deployment of this release waits for its turn.</summary>
    public Facts Awaiting(string release)
    {
        awaited = Named(release);
        return this;
    }

    public Facts AnsweredBy(string instance)
    {
        answeredBy = Instances.Single(candidate => candidate.Name == instance).Id;
        return this;
    }

    /// <param name="label">Generation and instance: <c>v2 web.1</c>, or <c>v2 release</c> for the release job.</param>
    public Facts Has(string label, Func<InstanceSetup, InstanceSetup> setup, string? release = null)
    {
        var generation = label[..label.LastIndexOf(' ')];
        instances.Add(setup(new InstanceSetup(label, Rollout(generation), Named(release ?? generation), releases[release ?? generation])));
        return this;
    }

    /// <summary>A one-off run is in the app's network.</summary>
    public Facts HasOneOff()
    {
        oneOffs++;
        return this;
    }

    /// <summary>A container with the app's label which no row of ours names.</summary>
    public Facts HasForeignContainer(string name)
    {
        foreign.Add(name);
        return this;
    }

    /// <summary>The row of a release's command, with its exit code once that is known; removed: its container is gone.</summary>
    public Facts JobOf(string generation, int? exitCode = null, bool removed = false, string process = "release")
    {
        jobs.Add(new JobFacts(process, removed ? new InstanceId(Guid.Empty) : Instances.Single(candidate => candidate.Name == $"{generation} {process}").Id, exitCode));
        return this;
    }

    public string Plan()
    {
        var (desired, observed) = Read();
        return PlanText.Of(RolloutPlanner.Plan(desired, observed, Noon), Noon, Instances, id => generations[id]);
    }

    /// <summary>Every step to the end, if all goes well; after it a rollout of <paramref name="next"/>, if that waits.</summary>
    public string Forecast(string? next = null)
    {
        var (desired, observed) = Read();
        var waiting = next is null ? null : new RolloutFacts { Id = Rollout($"{next} again"), Release = Named(next), Kind = RolloutKind.Deploy };
        return string.Join('\n', Seaworthy.Server.Rollouts.Planning.Forecast.Of(desired, observed, waiting, Noon));
    }

    private (AppDesired Desired, AppObserved Observed) Read()
    {
        var desired = new AppDesired
        {
            App = new AppId(Guid.Empty),
            Running = running,
            Replicas = replicas,
            Active = active,
            Serving = serving,
            Instances = [.. Instances],
            Releases = releases.ToDictionary(release => Named(release.Key), release => (IReadOnlyList<ReleaseProcess>)release.Value),
            Jobs = jobs,
            OneOffs = oneOffs,
            HasSubnet = subnet,
            Awaited = awaited,
        };
        var observed = new AppObserved
        {
            NetworkExists = network,
            Containers = instances.Where(setup => setup.Container is not null).Select(setup => (setup.Facts.Name, Container: setup.Container!))
                .Concat(foreign.Select(name => (Name: name, Container: new ContainerObserved { Id = name, State = ContainerState.Exited })))
                .ToDictionary(container => container.Name, container => container.Container),
            Probes = instances.ToDictionary(setup => setup.Facts.Id, setup => setup.Probe),
            Edge = new EdgeObserved
            {
                Targets = instances.Where(setup => setup.IsRouted).Select(setup => setup.Facts.Id).ToHashSet(),
                InFlight = instances.ToDictionary(setup => setup.Facts.Id, setup => setup.OpenRequests),
                AnsweredBy = answeredBy,
            },
        };
        return (desired, observed);
    }

    private IEnumerable<InstanceFacts> Instances => instances.Select(setup => setup.Facts);

    private Facts Change(Func<RolloutFacts, RolloutFacts> change)
    {
        active = change(active!);
        return this;
    }

    private RolloutId Rollout(string generation)
    {
        var id = new RolloutId(Identity.Of($"rollout {generation}"));
        generations[id] = generation;
        return id;
    }

    private static ReleaseId Named(string release) => new(Identity.Of($"release {release}"));
}
