using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>What is told to crash again and again really did; and an app goes back by itself only where that is wanted, once for each loop.</summary>
internal static class Crashes
{
    /// <summary>A crash is known when somebody looks, which may take so long.</summary>
    private static readonly TimeSpan Unseen = TimeSpan.FromMinutes(1);

    public static void BeforeLoop(SimulatedWorld world, RecordCrashLoop step)
    {
        var since = world.Time - Timing.CrashWindow - Unseen;
        var crashes = world.ContainerOf(step.Instance)?.Crashes.Count(at => at >= since) ?? 0;
        if (crashes < Timing.CrashesToBeALoop && !world.Invariants.HasJumped)
            Invariants.Broken("Loop", $"{step}: it crashed {crashes} times");
        if (world.Store.Active is { } active && active.StartedAt < world.Now)
            Invariants.Broken("Loop", $"{step}: a rollout is under way");
        if (!world.Store.Serving.Any(serving => serving.Rollout == step.Instance.Rollout))
            Invariants.Broken("Loop", $"{step}: it does not serve");
    }

    public static void BeforeReturn(SimulatedWorld world, InstanceFacts from, HashSet<InstanceId> before)
    {
        if (!world.Store.ReturnsWhenCrashing)
            Invariants.Broken("Loop", $"an automatic return from {from.Label}, which nobody wants");
        if (!before.Add(from.Id))
            Invariants.Broken("Loop", $"a second return from {from.Label}");
    }
}
