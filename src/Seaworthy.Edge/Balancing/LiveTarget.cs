namespace Seaworthy.Edge.Balancing;

/// <summary>What is going on at one instance, whichever tables come and go.</summary>
internal sealed class LiveTarget(Ejection ejection)
{
    private int inFlight;
    private int sockets;

    /// <summary>Requests between the claim and the end of the answer, open sockets included.</summary>
    public int InFlight => Volatile.Read(ref inFlight);

    public int Sockets => Volatile.Read(ref sockets);

    public Ejection Ejection => ejection;

    public void Enter() => Interlocked.Increment(ref inFlight);

    public void Leave() => Interlocked.Decrement(ref inFlight);

    public void OpenSocket() => Interlocked.Increment(ref sockets);

    public void CloseSocket() => Interlocked.Decrement(ref sockets);
}
