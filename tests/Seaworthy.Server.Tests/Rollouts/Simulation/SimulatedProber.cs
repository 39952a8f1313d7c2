using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>The server's prober. What it knows is in memory only: a restart of the server loses it.</summary>
internal sealed class SimulatedProber
{
    private readonly Dictionary<InstanceId, (DateTimeOffset Start, ProbeObserved Probe)> probes = [];

    public IReadOnlyDictionary<InstanceId, ProbeObserved> Observe() => probes.ToDictionary(entry => entry.Key, entry => entry.Value.Probe);

    public void Forget() => probes.Clear();

    public void Probe(InstanceFacts instance, SimulatedContainer? container, DateTimeOffset now)
    {
        if (container is not { Runs: true } || instance.Port is not { } port)
        {
            probes.Remove(instance.Id);
            return;
        }
        var known = probes.TryGetValue(instance.Id, out var entry) && entry.Start == container.StartedAt ? entry.Probe : ProbeObserved.None;
        var next = container.Answers(now, port)
            ? known with { Successes = known.Successes + 1, Failures = 0 }
            : known with
            {
                Successes = 0,
                Failures = known.Failures + 1,
                LastFailure = "connection refused",
                OtherPort = container.Behaviour.ListensOnPort is { } other && other != port ? other : null,
                LoopbackOnly = container.Behaviour.ListensOnLoopbackOnly,
            };
        probes[instance.Id] = (container.StartedAt, next);
    }
}
