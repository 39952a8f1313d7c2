namespace Seaworthy.Edge.Routing;

/// <summary>The table that serves now.</summary>
internal sealed class LiveTable
{
    private volatile CompiledTable current = CompiledTable.Nothing;

    public CompiledTable Current => current;

    /// <summary>From here on no request takes a target of the old table; see <see cref="Balancing.Claim"/>.</summary>
    public void Swap(Compilation next)
    {
        current = next.Table;
        // A claim writes its count and then reads the table. The count must not be read before the table is written.
        Interlocked.MemoryBarrier();
        foreach (var target in next.Left)
            target.Pool.Retire();
    }
}
