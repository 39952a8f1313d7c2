using System.Collections.Concurrent;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Balancing;

/// <summary>Every instance that is routed, and those that are not any more but still have something in flight.</summary>
internal sealed class LiveTargets(EdgeLimits limits)
{
    private readonly ConcurrentDictionary<Guid, LiveTarget> targets = new();

    /// <summary>Not routed when last looked at, and something was in flight.</summary>
    private readonly HashSet<Guid> leaving = [];

    public LiveTarget Of(Guid instance) =>
        targets.GetOrAdd(instance, static (_, limits) => new LiveTarget(new Ejection(limits.FirstEjection, limits.LongestEjection)), limits);

    /// <summary>Counts of what <paramref name="table"/> routes to, and of whatever else is not done yet; or of what is not done yet alone.</summary>
    public IReadOnlyDictionary<Guid, TargetStatus> Report(CompiledTable table, bool busyOnly)
    {
        var report = new Dictionary<Guid, TargetStatus>();
        foreach (var (instance, live) in targets)
        {
            var inFlight = live.InFlight;
            if (inFlight > 0 || !busyOnly && table.Targets.ContainsKey(instance))
                report[instance] = new TargetStatus(inFlight, live.Sockets);
        }
        return report;
    }

    /// <summary>
    /// Only between two tables, one caller at a time: what is compiled next must not lose its counts. What is not quiet yet is forgotten
    /// after a later table.
    /// </summary>
    /// <param name="left">Instances to which the table before may have led, and this one does not.</param>
    public void Forget(CompiledTable table, IEnumerable<Guid> left)
    {
        leaving.UnionWith(left);
        leaving.RemoveWhere(instance => table.Targets.ContainsKey(instance) || IsForgotten(instance));

        bool IsForgotten(Guid instance) => !targets.TryGetValue(instance, out var live) || live.InFlight == 0 && targets.TryRemove(instance, out _);
    }
}
