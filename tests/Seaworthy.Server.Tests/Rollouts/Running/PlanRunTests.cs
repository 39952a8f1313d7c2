using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;
using Seaworthy.Server.Rollouts.Running;

namespace Seaworthy.Server.Tests.Rollouts.Running;

public sealed class PlanRunTests
{
    private readonly RolloutId rollout = Ids.New<RolloutId>();
    private readonly ReleaseId release = Ids.New<ReleaseId>();
    private readonly List<string> done = [];
    private readonly List<Step> failed = [];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_step_that_is_refused_nothing_more_of_the_plan_is_done()
    {
        var run = new PlanRun(Do(refuses: step => step is DrainInstance), (step, _) => failed.Add(step));

        await run.DoAsync([new BeginRollout(rollout, "its turn"), new DrainInstance(Instance(1), "old"), new DrainInstance(Instance(2), "old"), Reserve(1), new SwitchServing(rollout, "healthy")], Cancel);

        done.ShouldBe(["rollout begin — its turn"]);
        run.IsOutdated.ShouldBeTrue();
        run.Failure.ShouldBeNull();
        failed.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_step_that_fails_keeps_only_what_needs_it_from_being_done()
    {
        var run = new PlanRun(Do(fails: step => step is StartContainer { Instance.Ordinal: 1 }), (step, _) => failed.Add(step));

        await run.DoAsync([new StartContainer(Instance(1), "new"), new StartContainer(Instance(2), "new"), new DrainInstance(Instance(3), "old"), new SwitchServing(rollout, "healthy")], Cancel);

        done.ShouldBe(["web.2 start — new", "web.3 drain — old"]);
        run.IsOutdated.ShouldBeFalse();
        run.Failure!.SourceException.Message.ShouldBe("no");
        run.Obstacles.ShouldHaveSingleItem().Step.ShouldBe(failed.ShouldHaveSingleItem());
    }

    private Func<Step, CancellationToken, Task<bool>> Do(Predicate<Step>? refuses = null, Predicate<Step>? fails = null) => (step, _) =>
    {
        if (fails?.Invoke(step) == true)
            throw new InvalidOperationException("no");
        if (refuses?.Invoke(step) == true)
            return Task.FromResult(false);
        lock (done)
            done.Add(step.ToString());
        return Task.FromResult(true);
    };

    private ReserveInstance Reserve(int ordinal) => new(rollout, release, "web", ordinal, ProcessKind.Service, "1 wanted");

    private InstanceFacts Instance(int ordinal) => new() { Id = Ids.New<InstanceId>(), Rollout = rollout, Release = release, Process = "web", Ordinal = ordinal, Name = $"web-{ordinal}" };
}
