namespace Seaworthy.Server.Rollouts.Planning;

/// <summary>
/// What the planner would do from here to the end, if everything goes as it should: containers start and answer at once, commands
/// succeed, nobody holds a connection open. Pure: a world of facts is moved forward by the planner's own steps.
/// </summary>
public static class Forecast
{
    /// <summary>A world that needs more than this goes in circles: it is broken already, and no forecast helps.</summary>
    private const int Rounds = 400;
    private const int MostSteps = 500;

    /// <param name="next">A rollout that waits for the one under way; null: none does.</param>
    /// <returns>Every step, in order.</returns>
    public static IReadOnlyList<Step> Of(AppDesired desired, AppObserved observed, RolloutFacts? next, DateTimeOffset now)
    {
        var world = new ForecastWorld(desired, observed, now);
        var steps = new List<Step>();
        for (var round = 0; round < Rounds && steps.Count < MostSteps; round++)
        {
            if (next is not null && world.Desired.Active is null)
            {
                world.Begin(next);
                next = null;
            }
            var plan = RolloutPlanner.Plan(world.Desired, world.Observe(), world.Now);
            foreach (var step in plan.Steps)
                world.Do(step);
            steps.AddRange(plan.Steps);
            if (plan.Steps.Count > 0)
                continue;
            if (plan.NextLookAt is not { } at)
                break;
            world.Advance(at);
        }
        return steps;
    }
}
