using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>An obedient world comes to rest: in bounded time, with exactly what is wanted running and routed, and nothing left to do.</summary>
internal static class Rest
{
    private static readonly TimeSpan Resync = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Without a command that hangs and without a clock that was set, a rollout and everything that ends after it is shorter than this:
    /// two commands of 30 s, two deadlines of 20 s, the switch's 30 s, the soak, drain and grace, and the looks by which rest is known.
    /// </summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static void Reach(SimulatedWorld world, SimulatedServer server, SimulatedUser user)
    {
        var end = world.Time + PatienceFor(world, user);
        var quiet = 0;
        while (quiet < 3)
        {
            user.NextRollout();
            // It looks when it said that it would, and else only at the resync: lost nudges cost no more than that.
            var next = server.Look();
            world.Advance(next is null ? Resync : next > world.Now ? next.Value - world.Now : TimeSpan.FromMilliseconds(50));
            quiet = world.Store.Active is null && !user.Waits && IsSettled(world, server.LastPlan!) ? quiet + 1 : 0;
            if (world.Time > end)
                Invariants.Broken(world.Store.Active is null && !user.Waits ? "L2" : "L1", $"it does not come to rest: {server.LastPlan!.Phase}: {server.LastPlan.Reason}\n{server.LastPlan}");
        }
        Judge(world);
    }

    /// <summary>
    /// As much again for each rollout that is yet to end, also for one by which the app goes back by itself; ten minutes more for each command that hangs and may have its turn yet, for what the engine refused and is tried again, and
    /// as much more as the clock was set back.
    /// </summary>
    private static TimeSpan PatienceFor(SimulatedWorld world, SimulatedUser user)
    {
        var store = world.Store;
        var yetToCome = new[] { store.Active?.Release, user.Waiting }.OfType<ReleaseId>().ToHashSet();
        var hanging = yetToCome.Sum(release => store.Releases[release].Processes.Count(process => process.Kind != ProcessKind.Service && Hangs(release, process.Name)))
            + store.Instances.Count(instance => !instance.IsService && !yetToCome.Contains(instance.Release) && Hangs(instance.Release, instance.Process));
        var refused = store.Instances.Any(instance => instance.Error is not null) ? Timing.LongestRetry : TimeSpan.Zero;
        return (Patience * (1 + yetToCome.Count + (store.ReturnsWhenCrashing ? 1 : 0))) + (Timing.JobDeadline * hanging) + refused + (world.Invariants.HasJumped ? TimeSpan.FromHours(1) : TimeSpan.Zero);

        bool Hangs(ReleaseId release, string process) => store.Releases[release].Behaviours[process].JobExit is null;
    }

    /// <summary>What crashes or flaps for ever keeps being recorded; only what is steady comes to a rest of empty plans (L2).</summary>
    private static bool IsSettled(SimulatedWorld world, Plan plan) =>
        IsSteady(world) ? plan is { Steps.Count: 0, NextLookAt: null } : !world.Store.Instances.Any(instance => instance.DrainingSince is not null);

    private static bool IsSteady(SimulatedWorld world) =>
        !world.Store.Running || world.Store.Serving.All(serving => world.Store.Releases[serving.Release].IsSteady);

    private static void Judge(SimulatedWorld world)
    {
        var store = world.Store;
        var ours = world.Engine.Containers.Where(container => container.IsOurs).Select(container => container.Name).ToHashSet();
        var rows = store.Instances.ToList();
        Expect(rows.All(row => row.DrainingSince is null), "something still drains");
        Expect(ours.IsSubsetOf(rows.Select(row => row.Name).Concat(store.OneOffs)), "a container is left that no row knows");
        Expect(world.Engine.Find(SimulatedEngine.Foreign) is { State: ContainerState.Created }, "somebody else's container was touched");
        Expect(world.Engine.HasNetwork == rows.Count + store.OneOffs.Count > 0 || rows.Count > 0, "the network is left over, or was taken away");
        Expect(store.HasSubnet == rows.Count + store.OneOffs.Count > 0, "the subnet was not given back");
        Expect(store.Rollouts.Keys.All(store.Finished.ContainsKey), "a rollout never ended");
        JudgeCommands(world);
        Expect(store.Running || rows.Count == 0, "the app is stopped and something of it runs");
        if (!store.Running || !IsSteady(world))
            return;
        var leaving = 0;
        foreach (var serving in store.Serving)
        {
            var members = rows.Where(row => row.Process == serving.Process && row.Rollout == serving.Rollout).ToList();
            var wanted = store.Wanted(serving);
            // Where what was to take its place was stopped by hand, what was to be replaced stays.
            var staying = members.Exists(row => row is { Held: true, ReplaceAsked: false }) ? members.Count(row => row.ReplaceAsked) : 0;
            leaving += staying;
            Expect(members.Count - staying == wanted, $"{members.Count} of {serving.Process} where {wanted} are wanted");
            Expect(members.All(row => row.Held ? world.ContainerOf(row) is not { Runs: true } : row.HealthyNow && world.ContainerOf(row) is { Runs: true }), $"{serving.Process} does not run as it should");
        }
        Expect(rows.Count == store.Serving.Sum(store.Wanted) + leaving, "there is more than what serves");
        Expect(world.Edge.Applied.SetEquals(rows.Where(row => !row.Held && store.IsRouted(row)).Select(row => row.Id)), "the edge does not route to what serves");

        void Expect(bool holds, string how)
        {
            if (!holds)
                Invariants.Broken("Rest", how);
        }
    }

    /// <summary>Each command ran at most once, whatever happened; and what comes before a release goes live ran exactly once where it did.</summary>
    private static void JudgeCommands(SimulatedWorld world)
    {
        foreach (var (id, rollout) in world.Store.Rollouts.Where(rollout => rollout.Value.Kind == RolloutKind.Deploy))
        {
            foreach (var command in world.Store.Releases[rollout.Release].Processes.Where(process => process.Kind != ProcessKind.Service))
            {
                var starts = world.Engine.JobStarts(SimulatedStore.JobName(command.Name, rollout.Release));
                if (starts > 1 || (starts == 0 && command.Kind == ProcessKind.Release && rollout.LiveAt is not null))
                    Invariants.Broken("Job", $"the {command.Name} command of {world.Store.Releases[rollout.Release].Name} ran {starts} times ({id})");
            }
        }
    }
}
