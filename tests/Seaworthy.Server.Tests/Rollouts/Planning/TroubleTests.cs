using Seaworthy.Server.Platform;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>A rollout whose steps cannot be done ends at its deadline with what was in the way; nothing that serves is touched.</summary>
public sealed class TroubleTests
{
    private const string Full = "every subnet is in use";

    private static Facts Deploy(double since) => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2", since)
        .Has("v1 web.1", it => it.Healthy().Routed());

    [Fact]
    public void What_could_not_be_done_is_tried_again_until_the_deadline() => Deploy(since: 119).Troubled(Full, since: 118).Plan().ShouldBe("""
        Starting: waiting for web
        v2 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void Without_an_address_until_the_deadline_it_fails_and_tries_no_more() => Deploy(since: 120).Troubled(Full, since: 119).Plan().ShouldBe("""
        Starting: web could not be started within 120 seconds: every subnet is in use
        rollout failed — web could not be started within 120 seconds: every subnet is in use
        """);

    [Fact]
    public void Without_a_network_until_the_deadline_it_fails_and_tries_no_more() => Deploy(since: 120).WithoutNetwork().Troubled("refused", since: 119)
        .Has("v2 web.1", it => it.Reserved())
        .Plan().ShouldBe("""
        Starting: web.1 was not healthy within 120 seconds: refused
        rollout failed — web.1 was not healthy within 120 seconds: refused [log of v2 web.1]
        """);

    [Fact]
    public void A_second_process_without_an_address_fails_the_rollout_too() => Facts.App().Release("v1", Processes.Web(), Processes.Worker()).Starting("v1", since: 120).Troubled(Full, since: 100)
        .Has("v1 web.1", it => it.Healthy())
        .Plan().ShouldBe("""
        Starting: worker could not be started within 120 seconds: every subnet is in use
        rollout failed — worker could not be started within 120 seconds: every subnet is in use
        """);

    [Fact]
    public void What_is_wanted_since_a_moment_ago_is_made_though_the_deadline_of_the_others_has_passed() => Scaled().Plan().ShouldBe("""
        Starting: waiting for web, worker.1
        v1 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void It_has_as_long_as_the_others_had() => Scaled().Has("v1 web.2", it => it.Reserved(since: 119).Runs()).Plan().ShouldStartWith("Starting: waiting for web.2, worker.1");

    [Fact]
    public void And_no_longer() => Scaled().Has("v1 web.2", it => it.Reserved(since: 120).Runs()).Plan().ShouldStartWith("Starting: web.2 was not healthy within 120 seconds");

    /// <summary>The worker, of which a new one waits for the old one to go, has longer than web.</summary>
    private static Facts Scaled() => Facts.App().Release("v1", Processes.Web(), Processes.Worker()).Replicas(2).Starting("v1", since: 130)
        .Has("v1 web.1", it => it.Healthy())
        .Has("v1 worker.1", it => it.Reserved(since: 60).Runs(since: 2));

    [Fact]
    public void A_command_that_cannot_be_reserved_ends_the_rollout_too() => Facts.App().Release("v1", Processes.Web(), Processes.Command()).Begun("v1").Troubled(Full, since: 120).Plan().ShouldBe("""
        Starting: it could not be started within 120 seconds: every subnet is in use
        rollout failed — it could not be started within 120 seconds: every subnet is in use
        """);

    [Fact]
    public void A_previous_instance_that_does_not_go_fails_what_waits_for_it() => Facts.App().Release("v1", Processes.Web().StopFirst()).Release("v2", Processes.Web().StopFirst()).Serving("v1").Starting("v2", since: 1000)
        .Has("v1 web.1", it => it.Healthy().ToldToStop(1))
        .Plan().ShouldStartWith("""
        Starting: the previous web did not stop in time
        rollout failed — the previous web did not stop in time
        """);

    [Fact]
    public void While_it_soaks_a_scale_that_cannot_be_had_does_not_keep_it_from_ending() => Facts.App().Release("v1").Replicas(2).Serving("v1").Live("v1", null, ago: 10).Troubled(Full, since: 9)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldStartWith("""
        Soaking: live and healthy
        rollout succeeded — live and healthy
        """);

    [Fact]
    public void A_command_after_it_went_live_that_cannot_be_had_is_told_when_it_ends() => Facts.App().Release("v1", Processes.Web(), Processes.PostDeploy()).Serving("v1").Live("v1", null, ago: 130).Troubled(Full, since: 120)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live and healthy; what was to follow could not be done: every subnet is in use
        rollout succeeded — live and healthy; what was to follow could not be done: every subnet is in use
        """);

    [Fact]
    public void A_step_that_cannot_be_done_holds_up_only_what_needs_it()
    {
        var (one, two) = (Instance("web.1"), Instance("web.2"));
        var network = new Obstacle(new EnsureNetwork("why"), "refused");
        network.Blocks(new CreateContainer(one, "why")).ShouldBeTrue();
        network.Blocks(new StopInstance(one, "why")).ShouldBeFalse();

        var container = new Obstacle(new CreateContainer(one, "why"), "refused");
        container.Blocks(new StartContainer(one, "why")).ShouldBeTrue();
        container.Blocks(new StartContainer(two, "why")).ShouldBeFalse();
        container.Blocks(new ReserveInstance(one.Rollout, one.Release, "web", 2, one.Kind, "why")).ShouldBeFalse();
        container.Blocks(new SwitchServing(one.Rollout, "why")).ShouldBeTrue();
        container.Blocks(new FinishRollout(one.Rollout, Outcome.Succeeded, false, null, "why")).ShouldBeTrue();
        container.Blocks(new RemoveNetwork("why")).ShouldBeTrue();
    }

    [Fact]
    public void Only_trouble_of_its_own_is_a_rollouts()
    {
        var (mine, other) = (Instance("web.1"), Instance("web.2"));
        var rollout = new RolloutFacts { Id = mine.Rollout, Release = mine.Release, Kind = RolloutKind.Deploy };
        new Obstacle(new CreateContainer(mine, "why"), "refused").Hinders(rollout).ShouldBeTrue();
        new Obstacle(new EnsureNetwork("why"), "refused").Hinders(rollout).ShouldBeTrue();
        new Obstacle(new RemoveInstance(other, "why"), "refused").Hinders(rollout).ShouldBeFalse();
    }

    private static InstanceFacts Instance(string label) => new()
    {
        Id = new InstanceId(Identity.Of(label)),
        Rollout = new RolloutId(Identity.Of($"rollout of {label}")),
        Release = new ReleaseId(Identity.Of("release")),
        Process = "web",
        Ordinal = label[^1] - '0',
        Name = label,
    };
}
