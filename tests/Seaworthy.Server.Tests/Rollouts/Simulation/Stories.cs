using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>Together they have the planner ask for every kind of step.</summary>
internal static class Stories
{
    public static IReadOnlyList<Tale> All { get; } =
    [
        new("two deployments with commands, then stop and start", "v2", Deployments),
        new("a release that fails in its soak", "v1", FailedSoak),
        new("a rollback while what was before still drains", "v1", QuickRollback),
        new("a held instance, a restarted one, and one that ignores its stop signal", "v1", Holds),
        new("a release that listens elsewhere", "v1", OtherPort),
        new("an instance whose image was gone for a while", "v1", Refusal),
        new("a release that crashes again and again, and a way back", "v1", Return),
        new("a release that crashes again and again until it is calm", "v1", Calm),
        new("a command that never ends", null, HangingCommand),
    ];

    private static void Deployments(Story story)
    {
        story.Deploy("v1", Behaviour.Good);
        story.Rest();
        story.Deploy("v2", Behaviour.Good);
        story.Rest();
        story.User.Stop();
        story.Rest();
        story.User.Start();
        story.Rest();
    }

    private static void FailedSoak(Story story)
    {
        story.DeployWeb("v1", Behaviour.Good);
        story.Rest();
        story.DeployWeb("v2", Behaviour.Good with { FailsAfter = TimeSpan.FromSeconds(8) });
        story.Rest();
    }

    private static void QuickRollback(Story story)
    {
        story.DeployWeb("v1", Behaviour.Good);
        story.Rest();
        story.DeployWeb("v2", Behaviour.Good);
        story.Until(store => store.Active is { LiveAt: not null }, "v2 is live");
        story.User.Rollback(0);
        story.Rest();
    }

    private static void Holds(Story story)
    {
        story.DeployWeb("v1", Behaviour.Good with { EndsAfterSignal = null });
        story.Rest();
        story.User.Scale("web", 2);
        story.Rest();
        story.User.Hold(0, restarts: true);
        story.Rest();
        story.User.Hold(0, restarts: false);
        story.Rest();
        story.User.Release(0);
        story.Rest();
    }

    private static void OtherPort(Story story)
    {
        story.DeployWeb("v1", Behaviour.Good with { ListensOnPort = 3000 });
        story.Until(store => store.Active is null, "the rollout has ended");
    }

    private static void Refusal(Story story)
    {
        story.DeployWeb("v1", Behaviour.Good);
        story.Rest();
        var release = story.World.Store.Serving[0].Release;
        story.World.Invariants.IsHarmed = true;
        story.World.Engine.Pruned.Add(release);
        story.World.Engine.Remove(story.World.Store.Instances.Single().Name);
        story.Until(store => store.Instances.Any(instance => instance.Error is not null), "the engine refuses it");
        story.World.Engine.Pruned.Clear();
        story.Rest();
    }

    private static void Return(Story story)
    {
        story.World.Store.ReturnsWhenCrashing = true;
        story.DeployWeb("v1", Behaviour.Good);
        story.Rest();
        story.DeployWeb("v2", Behaviour.Good with { CrashesAfter = TimeSpan.FromSeconds(30) });
        story.Until(store => store.Returns.Count == 1 && store.Active is null, "it goes back");
        story.Rest();
    }

    private static void Calm(Story story)
    {
        // Not once more than it takes: what is not told of the last one is never told.
        story.DeployWeb("v1", Behaviour.Good with { CrashesAfter = TimeSpan.FromSeconds(30), MostCrashes = Timing.CrashesToBeALoop });
        story.Until(store => store.Instances.Any(instance => instance.CrashingAt is not null), "it is told to crash");
        story.Until(store => store.Instances.Any(instance => instance is { CrashingAt: null, LastCrashAt: not null, HealthyNow: true }), "it is calm");
        story.World.Store.Returns.ShouldBeEmpty();
    }

    private static void HangingCommand(Story story)
    {
        story.User.Deploy(RandomReleases.Of("v1", [Planning.Processes.Web(), Planning.Processes.Command()], process => process.Name == "web" ? Behaviour.Good : Behaviour.Good with { JobExit = null, EndsAfterSignal = null }));
        story.Rest();
        story.World.Store.Finished.Values.ShouldBe([Outcome.Failed]);
    }
}

/// <param name="Serves">The release that serves in the end; null: none.</param>
internal sealed record Tale(string Name, string? Serves, Action<Story> Tell);
