using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Simulation;

/// <summary>
/// The server dies before, within and after every single step of a story, once for each, and starts again. The story must end as
/// it does undisturbed, with every invariant held on the way.
/// </summary>
public sealed class InterruptionTests
{
    [Fact]
    public void A_deploy_with_every_kind_of_process_survives_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.Deploy("v2", Behaviour.Good)], serves: "v2");

    [Fact]
    public void A_release_that_fails_in_its_soak_survives_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.Deploy("v2", Behaviour.Good with { FailsAfter = TimeSpan.FromSeconds(8) })], serves: "v1");

    [Fact]
    public void A_release_that_crashes_survives_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.Deploy("v2", Behaviour.Good with { CrashesAfter = TimeSpan.Zero })], serves: "v1");

    [Fact]
    public void Scale_stop_and_start_survive_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.User.Scale("web", 3), story => story.User.Scale("web", 1), story => story.User.Stop(), story => story.User.Start()],
        serves: "v1");

    [Fact]
    public void A_rollback_survives_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.Deploy("v2", Behaviour.Good), story => story.User.Rollback(0)], serves: "v1");

    [Fact]
    public void A_hold_and_a_restart_of_one_instance_survive_a_death_at_each_effect() => Survives(
        [story => story.Deploy("v1", Behaviour.Good), story => story.User.Scale("web", 2), story => story.User.Hold(0, restarts: false), story => story.User.Release(0), story => story.User.Hold(0, restarts: true)],
        serves: "v1");

    [Fact]
    public void S4_no_step_follows_from_a_failed_observation()
    {
        var story = new Story();
        story.Server.Blindness = 1;
        story.Deploy("v1", Behaviour.Good);
        var told = story.World.Journal.Count;
        for (var look = 0; look < 10; look++)
            story.Server.Look().ShouldNotBeNull();
        story.World.Journal.Count.ShouldBe(told);
    }

    private static void Survives(Action<Story>[] acts, string serves)
    {
        var strikeAt = 0;
        Story story;
        do
        {
            story = StruckAt(strikeAt++);
            foreach (var act in acts)
            {
                act(story);
                story.Rest();
            }
            // Whatever dies when: what once went live had its command, and once only.
            foreach (var (id, rollout) in story.World.Store.Rollouts.Where(rollout => rollout.Value is { LiveAt: not null, Kind: RolloutKind.Deploy } && story.World.Store.Finished[rollout.Key] == Outcome.Succeeded))
                story.World.Engine.JobStarts(SimulatedStore.JobName("post-deploy", rollout.Release)).ShouldBe(1, $"post-deploy of {id}, struck at effect {strikeAt}:\n{string.Join('\n', story.World.Journal)}");
            story.Serving.ShouldBe(serves, $"struck at effect {strikeAt}:\n{string.Join('\n', story.World.Journal)}");
        }
        while (story.Struck > 0);
        strikeAt.ShouldBeGreaterThan(50);
    }

    /// <summary>Its server dies once, at the given effect.</summary>
    private static Story StruckAt(int effect)
    {
        var story = new Story();
        var effects = 0;
        story.World.Strike = () =>
        {
            if (effects++ != effect)
                return;
            story.Struck++;
            throw new ServerStruckException();
        };
        return story;
    }
}
