using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>The Docker Engine as far as one app is concerned. Something that is not ours is there too.</summary>
internal sealed class SimulatedEngine
{
    public const string Foreign = "somebody-elses";

    private readonly Dictionary<string, SimulatedContainer> containers = new()
    {
        [Foreign] = new SimulatedContainer(Foreign, Behaviour.Good, isJob: false, isOurs: false),
    };

    private readonly Dictionary<string, int> jobStarts = [];
    private readonly Dictionary<string, List<DateTimeOffset>> crashes = [];

    public bool HasNetwork { get; set; }

    /// <summary>What the wall clock shows above the time that really passed.</summary>
    public TimeSpan Skew { get; set; }

    /// <summary>Releases whose images somebody has removed.</summary>
    public HashSet<ReleaseId> Pruned { get; } = [];

    public IEnumerable<SimulatedContainer> Containers => containers.Values;

    public SimulatedContainer? Find(string name) => containers.GetValueOrDefault(name);

    /// <summary>False if the name is taken.</summary>
    public bool Create(string name, Behaviour behaviour, bool isJob)
    {
        if (!HasNetwork)
            throw new InvalidOperationException($"{name} is created without a network.");
        if (!crashes.TryGetValue(name, out var ofName))
            crashes[name] = ofName = [];
        return containers.TryAdd(name, new SimulatedContainer(name, behaviour, isJob) { Crashes = ofName });
    }

    /// <summary>How often this release command was really started, its removed containers included.</summary>
    public int JobStarts(string name) => jobStarts.GetValueOrDefault(name);

    public void Start(string name, DateTimeOffset now)
    {
        if (Find(name) is not { Runs: false } container)
            return;
        container.Start(now, Skew);
        if (container.IsJob)
            jobStarts[name] = JobStarts(name) + 1;
    }

    public void Remove(string name) => containers.Remove(name);

    public void RemoveNetwork()
    {
        if (containers.Values.Any(container => container.IsOurs))
            throw new InvalidOperationException("The network is removed while a container needs it.");
        HasNetwork = false;
    }

    /// <summary>It starts again, with everything as it was, with nothing running, or with nothing left at all.</summary>
    public void Restart(EngineMemory memory, DateTimeOffset now)
    {
        foreach (var container in containers.Values.Where(container => container.IsOurs).ToList())
        {
            if (memory == EngineMemory.Nothing)
                containers.Remove(container.Name);
            else
                container.Reboot(now, Skew, comesBack: memory == EngineMemory.Everything);
        }
        HasNetwork &= memory != EngineMemory.Nothing;
    }

    public void Evolve(DateTimeOffset now)
    {
        foreach (var container in containers.Values)
            container.Evolve(now, Skew);
    }
}

internal enum EngineMemory
{
    Everything,
    Containers,
    Nothing,
}
