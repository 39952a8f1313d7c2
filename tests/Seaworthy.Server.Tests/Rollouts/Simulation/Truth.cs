using Seaworthy.Server.Platform;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>An outcome is true: what ended as live was seen live, what failed had a reason, and the reason is the one that is told.</summary>
internal static class Truth
{
    public static void BeforeLive(SimulatedWorld world, RolloutId id, IReadOnlySet<InstanceId> proven)
    {
        var rollout = world.Store.Rollouts[id];
        var members = world.Store.Instances.Where(instance => instance.Rollout == id && instance is { HealthyAt: not null, DrainingSince: null } && world.Store.IsRouted(instance)).ToList();
        if (rollout.SwitchedAt is null)
            Invariants.Broken("Live", "it is called live and was never switched to");
        if (members.Count > 0 && !world.Edge.Applied.Any(target => proven.Contains(target) && world.Store.Find(target)?.Rollout == id))
            Invariants.Broken("Live", "it is called live and the edge sends nobody to it");
    }

    public static void BeforeFinish(SimulatedWorld world, FinishRollout step)
    {
        var rollout = world.Store.Rollouts[step.Rollout];
        var release = world.Store.Releases[rollout.Release];
        switch (step.Outcome)
        {
            case Outcome.Succeeded when rollout.LiveAt is null:
                Invariants.Broken("Live", "it succeeded and was never seen live");
                break;
            case Outcome.Succeeded when rollout is { Kind: RolloutKind.Deploy } && release.Processes.Any(process => process.Kind == ProcessKind.Release && release.Behaviours[process.Name].JobExit != 0):
                Invariants.Broken("Truth", "it succeeded and its command did not");
                break;
            case Outcome.Cancelled when !rollout.CancelRequested && world.Store.Running && !step.Cause.Contains("stopped", StringComparison.Ordinal):
                Invariants.Broken("Truth", "it was cancelled and nobody asked");
                break;
            case Outcome.Superseded when !rollout.Superseded:
                Invariants.Broken("Truth", "it was superseded by nobody");
                break;
            case Outcome.Failed when !world.Invariants.IsHarmed && !world.Invariants.HasJumped:
                Failed(release, rollout, step.Cause);
                break;
        }
    }

    /// <summary>Nobody meddled: the release itself is what is wrong, as the reason says.</summary>
    private static void Failed(SimulatedRelease release, RolloutFacts rollout, string reason)
    {
        var all = release.Processes.Where(process => rollout.Kind == RolloutKind.Deploy || process.Kind == ProcessKind.Service)
            .Select(process => release.Behaviours[process.Name]).ToList();
        if (release.IsPlain)
            Invariants.Broken("Truth", $"nothing is wrong with {release.Name}, and it failed: {reason}");
        Needs("crashed", behaviour => behaviour.CrashesAfter is not null || behaviour.RunsOutOfMemory);
        Needs("ran out of memory", behaviour => behaviour.RunsOutOfMemory);
        Needs("127.0.0.1", behaviour => behaviour.ListensOnLoopbackOnly);
        Needs("could not be started", behaviour => behaviour.IsRefused || behaviour.IsRefusedAtStart);
        Needs("failed with exit code", behaviour => behaviour.JobExit is not (null or 0));
        Needs("did not end within 10 minutes", behaviour => behaviour.JobExit is null);
        Needs("is unknown", _ => false);
        Needs("after the switch", behaviour => !behaviour.IsSteady);

        void Needs(string words, Predicate<Behaviour> cause)
        {
            if (reason.Contains(words, StringComparison.Ordinal) && !all.Exists(cause))
                Invariants.Broken("Truth", $"{release.Name} does nothing of the kind: {reason}");
        }
    }
}
