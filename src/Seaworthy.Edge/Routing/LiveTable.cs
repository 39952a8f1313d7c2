using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Routing;

/// <summary>The table that serves now.</summary>
internal sealed class LiveTable
{
    private volatile CompiledTable current = CompiledTable.Nothing;

    public CompiledTable Current => current;

    /// <summary>From here on no request takes a target of the old table; see <see cref="Balancing.Claim"/>.</summary>
    public void Swap(CompiledTable next)
    {
        var previous = current;
        current = next;
        // A claim writes its count and then reads the table. The count must not be read before the table is written.
        Interlocked.MemoryBarrier();
        var kept = new HashSet<UpstreamPool>(next.Targets.Values.Select(target => target.Pool));
        foreach (var target in previous.Targets.Values)
        {
            if (!kept.Contains(target.Pool))
                target.Pool.Retire();
        }
    }
}
