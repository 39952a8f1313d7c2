namespace Seaworthy.Edge.HandingOver;

/// <summary>
/// Whether this process is the edge that is told what to do. For a successor it steps aside for a moment, and takes the office
/// back by itself if the successor does not come up; once retired it only finishes what it has begun.
/// </summary>
internal sealed class Office(Ticker ticker)
{
    /// <summary>For a successor to begin to serve; it needs some milliseconds.</summary>
    private static readonly TimeSpan ForSuccessor = TimeSpan.FromSeconds(10);

    private readonly Lock gate = new();
    private readonly TaskCompletionSource retired = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long asideUntil;

    public Task Retired => retired.Task;

    /// <summary>No table is taken, and no count is the whole truth.</summary>
    public bool IsAside
    {
        get
        {
            lock (gate)
                return retired.Task.IsCompleted || ticker.Now < asideUntil;
        }
    }

    public void StepAside()
    {
        lock (gate)
            asideUntil = ticker.Now + ForSuccessor.Ticks;
    }

    /// <returns>False: the successor took too long, and must begin again with the table as it is now.</returns>
    public bool TryRetire()
    {
        lock (gate)
        {
            if (!retired.Task.IsCompleted && ticker.Now >= asideUntil)
                return false;
            retired.TrySetResult();
            return true;
        }
    }
}
