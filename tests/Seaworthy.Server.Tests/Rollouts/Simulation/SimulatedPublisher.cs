using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// The server's publisher of routes: after the steps that say so, when it is told of a change, when the edge has another table than
/// the one that was put last, and every half minute. Between these the edge serves what it has, right or not.
/// </summary>
internal sealed class SimulatedPublisher(SimulatedWorld world)
{
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(30);
    private DateTimeOffset resyncAt;

    /// <summary>The version that this run of the server knows the edge to have; null: it has put none.</summary>
    private long? known;
    private bool isOwed;
    private bool isHinted;

    public void Publish()
    {
        isOwed = true;
        var routes = world.Store.Routes();
        world.Invariants.Putting(routes);
        known = world.Edge.Put(routes, world.Time);
        isOwed = false;
    }

    /// <summary>A step failed that may have changed what is to be routed.</summary>
    public void Owe() => isOwed = true;

    /// <summary>Somebody changed something and told so; now and then the message is lost.</summary>
    public void Hint() => isHinted |= world.Random.Next(10) > 0;

    /// <summary>Before the edge is observed: it has what was put last, or gets it.</summary>
    public void Ensure()
    {
        if (isOwed || known != world.Edge.Version)
            Publish();
    }

    /// <summary>The server starts again and knows nothing.</summary>
    public void Forget() => (known, isOwed, isHinted) = (null, false, false);

    public void Evolve()
    {
        if (!isHinted && world.Time < resyncAt)
            return;
        isHinted = false;
        resyncAt = world.Time + Resync;
        Publish();
    }

    public void After(AppDesired planned, Step step)
    {
        if (StepExecutor.ChangesRoutes(planned, step))
            Publish();
    }
}
