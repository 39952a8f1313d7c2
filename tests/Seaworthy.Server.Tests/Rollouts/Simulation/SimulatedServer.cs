using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>The server's loop over the simulated world: observe, plan, do the steps one by one, look again. It may be struck dead at any effect.</summary>
internal sealed class SimulatedServer(SimulatedWorld world)
{
    private const int PlansPerLook = 40;

    /// <summary>The odds that an observation fails.</summary>
    public double Blindness { get; set; }

    /// <summary>Called after each step: users act while a plan is carried out.</summary>
    public Action Meanwhile { get; set; } = () => { };

    public Plan? LastPlan { get; private set; }

    /// <summary>Returns when it wants to look again; null if it waits for nothing.</summary>
    public DateTimeOffset? Look()
    {
        try
        {
            for (var round = 0; round < PlansPerLook; round++)
            {
                if (Plan() is not { } look)
                    return world.Now + Timing.Poll;
                if (look.Plan.Steps.Count == 0)
                    return look.Plan.NextLookAt;
                foreach (var step in look.Plan.Steps)
                {
                    if (!world.Execute(look.Desired, step))
                        break;
                    world.Advance(TimeSpan.FromMilliseconds(world.Random.Next(1, 150)));
                    Meanwhile();
                }
            }
        }
        catch (ServerStruckException)
        {
            world.Note("the server is struck dead and starts again");
            world.Prober.Forget();
            world.Publisher.Forget();
        }
        catch (StepFailedException)
        {
            world.Note("the step fails, done or not: it looks again later");
            return world.Now + TimeSpan.FromMilliseconds(250);
        }
        return world.Now + TimeSpan.FromMilliseconds(100);
    }

    /// <summary>Null when an observation failed: there is no plan then (S4).</summary>
    private (AppDesired Desired, Plan Plan)? Plan()
    {
        var desired = world.Store.Read();
        if (world.Random.NextDouble() < Blindness)
            return null;
        world.Publisher.Ensure();
        LastPlan = RolloutPlanner.Plan(desired, world.Observe(), world.Now);
        world.Invariants.Planned(LastPlan);
        return (desired, LastPlan);
    }
}

/// <summary>The server ends at once, and another one begins.</summary>
internal sealed class ServerStruckException : Exception;

/// <summary>The engine or the database failed, before the effect or after it: then only the answer was lost.</summary>
internal sealed class StepFailedException : Exception;
