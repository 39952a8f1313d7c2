namespace Seaworthy.Edge.Balancing;

/// <summary>
/// An instance that could not be connected to is left alone for a while. Then one request tries it: if that connects, the
/// instance is back; if not, it is left alone for twice as long. All times are <see cref="Ticker"/> ticks.
/// </summary>
internal sealed class Ejection(TimeSpan first, TimeSpan longest)
{
    private readonly Lock failing = new();
    private int failures;
    private long lastFailure;
    private long until;

    /// <summary>Nothing is held against the instance.</summary>
    public bool IsClear => Volatile.Read(ref failures) == 0;

    /// <summary>True for the one request that shall try an ejected instance; for others the wait begins anew.</summary>
    public bool TryBeginTrial(long now)
    {
        var seen = Volatile.Read(ref until);
        return now >= seen && Interlocked.CompareExchange(ref until, now + Pause, seen) == seen;
    }

    public void Connected()
    {
        if (!IsClear)
            Volatile.Write(ref failures, 0);
    }

    /// <param name="begun">When the attempt began: many that fail together are one failure.</param>
    /// <returns>True if the instance is left alone from now on because of this attempt.</returns>
    public bool Failed(long begun, long now)
    {
        lock (failing)
        {
            if (!IsClear && begun < lastFailure)
                return false;
            Volatile.Write(ref failures, failures + 1);
            lastFailure = now;
            Volatile.Write(ref until, now + Pause);
            return true;
        }
    }

    private long Pause => Math.Min(first.Ticks << Math.Clamp(Volatile.Read(ref failures) - 1, 0, 16), longest.Ticks);
}
