using System.Collections.Concurrent;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Balancing;

/// <summary>Every instance that is routed, and those that are not any more but still have something in flight.</summary>
internal sealed class LiveTargets(EdgeLimits limits)
{
    private readonly ConcurrentDictionary<Guid, LiveTarget> targets = new();

    public LiveTarget Of(Guid instance) =>
        targets.GetOrAdd(instance, static (_, limits) => new LiveTarget(new Ejection(limits.FirstEjection, limits.LongestEjection)), limits);

    /// <summary>Counts of what <paramref name="table"/> routes to, and of whatever else is not done yet.</summary>
    public IReadOnlyDictionary<Guid, TargetStatus> Report(CompiledTable table)
    {
        var report = new Dictionary<Guid, TargetStatus>(table.Targets.Count);
        foreach (var (instance, live) in targets)
        {
            var inFlight = live.InFlight;
            if (inFlight > 0 || table.Targets.ContainsKey(instance))
                report[instance] = new TargetStatus(inFlight, live.Sockets);
        }
        return report;
    }

    /// <summary>Only between two tables: what is compiled next must not lose its counts.</summary>
    public void Forget(CompiledTable table)
    {
        foreach (var (instance, live) in targets)
        {
            if (live.InFlight == 0 && !table.Targets.ContainsKey(instance))
                targets.TryRemove(instance, out _);
        }
    }
}
