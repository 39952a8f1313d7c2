namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>A deploy step by step, each look from facts alone.</summary>
public sealed class DeployTests
{
    private static Facts First => Facts.App().Release("v1");

    private static Facts Second => Facts.App().Release("v1").Release("v2").Serving("v1");

    [Fact]
    public void A_queued_rollout_begins() => First.WithoutNetwork().Queued("v1").Plan().ShouldBe("""
        Starting: waiting for web
        rollout begin — it is the app's turn
        rollout start the clock — instances may start now
        v1 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void Without_a_release_command_the_clock_starts_at_once() => First.Begun("v1").Plan().ShouldBe("""
        Starting: waiting for web
        rollout start the clock — instances may start now
        v1 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void Every_wanted_instance_gets_a_row_before_anything_is_created() => First.WithoutNetwork().Replicas(2).Starting("v1").Plan().ShouldBe("""
        Starting: waiting for web
        v1 web.1 reserve — 2 wanted
        v1 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void Rows_without_containers_get_a_network_once_and_a_container_each() => First.WithoutNetwork().Replicas(2).Starting("v1")
        .Has("v1 web.1", it => it.Reserved())
        .Has("v1 web.2", it => it.Reserved())
        .Plan().ShouldBe("""
        Starting: waiting for web.1, web.2
        network create — the app has no network
        v1 web.1 create — no container for its instance
        v1 web.1 start — its container was just created
        v1 web.2 create — no container for its instance
        v1 web.2 start — its container was just created
        """);

    [Fact]
    public void A_container_that_was_created_before_a_crash_is_only_started() => First.Starting("v1")
        .Has("v1 web.1", it => it.Created())
        .Plan().ShouldBe("""
        Starting: waiting for web.1
        v1 web.1 start — its container was created and never started
        """);

    [Fact]
    public void A_running_instance_that_does_not_answer_yet_is_waited_for() => First.Starting("v1")
        .Has("v1 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: waiting for web.1
        (look again in 1 s)
        """);

    [Fact]
    public void The_last_instance_that_answers_is_recorded_before_the_switch() => First.Starting("v1")
        .Has("v1 web.1", it => it.Runs().Answers())
        .Plan().ShouldBe("""
        Switching: every new instance is healthy
        v1 web.1 healthy — it answers
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void An_instance_that_answers_is_recorded_while_another_is_waited_for() => First.Replicas(2).Starting("v1")
        .Has("v1 web.1", it => it.Runs().Answers())
        .Has("v1 web.2", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: waiting for web.2
        v1 web.1 healthy — it answers
        """);

    [Fact]
    public void The_switch_waits_for_the_last_instance() => Second.Replicas(2).Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.2", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .Has("v2 web.2", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: waiting for web.2
        (look again in 1 s)
        """);

    [Fact]
    public void With_every_instance_healthy_serving_is_switched() => Second.Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .Plan().ShouldBe("""
        Switching: every new instance is healthy
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void Until_the_new_side_answers_through_the_edge_it_is_not_live() => Facts.App().Release("v1").Release("v2").Serving("v2").Switched("v2", "v1")
        .Has("v1 web.1", it => it.Healthy().Draining().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .AnsweredBy("v1 web.1")
        .Plan().ShouldBe("""
        Switching: waiting for an answer of the new side through the edge
        (look again in 1 s)
        """);

    [Fact]
    public void An_answer_of_the_new_side_makes_it_live() => Facts.App().Release("v1").Release("v2").Serving("v2").Switched("v2", "v1")
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .AnsweredBy("v2 web.1")
        .Plan().ShouldBe("""
        Switching: the new side answers through the edge
        rollout live — the new side answers through the edge
        """);

    [Fact]
    public void While_it_soaks_the_replaced_side_is_kept_running() => Facts.App().Release("v1").Release("v2").Serving("v2").Live("v2", "v1", ago: 9.5)
        .Has("v1 web.1", it => it.Healthy().Draining(30))
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        (look again in 0.5 s)
        """);

    [Fact]
    public void After_a_quiet_soak_it_has_succeeded() => Facts.App().Release("v1").Release("v2").Serving("v2").Live("v2", "v1", ago: 10)
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live and healthy
        rollout succeeded — live and healthy
        """);

    [Fact]
    public void After_success_the_replaced_side_is_stopped() => Facts.App().Release("v1").Release("v2").Serving("v2")
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — nothing is open on it
        """);

    [Fact]
    public void A_converged_app_needs_nothing() => Facts.App().Release("v1").Serving("v1")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void A_container_that_no_row_knows_is_not_touched() => Facts.App().Release("v1").Serving("v1")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .HasForeignContainer("somebody-elses")
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);
}
