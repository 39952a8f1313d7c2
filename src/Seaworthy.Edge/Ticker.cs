namespace Seaworthy.Edge;

/// <summary>A clock that never goes back, in ticks of 100 ns since an arbitrary moment.</summary>
internal sealed class Ticker(TimeProvider clock)
{
    public TimeProvider Clock => clock;

    public long Now => clock.GetElapsedTime(0, clock.GetTimestamp()).Ticks;
}
