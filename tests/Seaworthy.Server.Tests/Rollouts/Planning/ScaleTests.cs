using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>Changes of scale, with and without a rollout under way; stop and start.</summary>
public sealed class ScaleTests
{
    private static Facts One => Facts.App().Release("v1").Serving("v1");

    [Fact]
    public void A_larger_scale_reserves_more() => One.Replicas(3)
        .Has("v1 web.2", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 reserve — 3 wanted
        v1 web.3 reserve — 3 wanted
        """);

    [Fact]
    public void A_new_instance_of_a_serving_side_becomes_healthy_before_it_is_routed() => One.Replicas(2)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.2", it => it.Runs().Answers())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.2 healthy — it is ready
        """);

    [Fact]
    public void A_smaller_scale_drains_the_surplus() => One
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.2", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.2 drain — 1 wanted
        """);

    [Fact]
    public void A_smaller_scale_keeps_what_works() => One
        .Has("v1 web.1", it => it.Runs().Refuses().WasHealthy().Unhealthy())
        .Has("v1 web.2", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — 1 wanted
        """);

    [Fact]
    public void Of_two_instances_with_one_ordinal_one_is_surplus() => One.Replicas(2)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.1", it => it.Twin().Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — 2 wanted
        v1 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void A_scale_of_zero_drains_them_all() => One.Replicas(0)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — 0 wanted
        """);

    [Fact]
    public void At_a_scale_of_zero_no_network_is_kept() => One.Replicas(0).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        network remove — nothing of the app runs
        """);

    [Fact]
    public void A_subnet_is_given_back_though_its_network_is_gone_already() => One.Replicas(0).WithoutNetwork().WithSubnet().Plan().ShouldBe("""
        Idle: nothing is being rolled out
        network remove — nothing of the app runs
        """);

    [Fact]
    public void Without_a_network_and_a_subnet_nothing_is_left_to_do() => One.Replicas(0).WithoutNetwork().Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void The_network_stays_while_a_row_needs_it() => One.Replicas(0).Has("v1 web.1", it => it.Reserved().Draining().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void A_replaced_side_is_not_made_larger() => Facts.App().Release("v1").Release("v2").Serving("v1").Replicas(2).Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v2 web.1 reserve — 2 wanted
        v2 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void A_starting_side_is_made_smaller() => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Runs())
        .Has("v2 web.2", it => it.Reserved())
        .Plan().ShouldBe("""
        Starting: waiting for web.1
        v2 web.2 drain — 1 wanted
        """);

    [Fact]
    public void Scaled_to_zero_while_starting_it_switches_to_nothing() => Facts.App().Release("v1").Release("v2").Serving("v1").Replicas(0).Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Switching: every new instance is healthy
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void A_soaking_side_is_made_larger() => Facts.App().Release("v1").Serving("v1").Replicas(2).Live("v1", null)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        v1 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void An_instance_added_while_soaking_does_not_end_the_rollout() => Facts.App().Release("v1").Serving("v1").Replicas(2).Live("v1", null)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.2", it => it.Restarting(2))
        .Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        (look again in 1 s)
        """);

    [Fact]
    public void From_zero_while_switching_it_need_not_wait_for_the_new_instance() => Facts.App().Release("v1").Serving("v1").Switched("v1", null)
        .Has("v1 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Switching: the new side answers through the edge
        rollout live — the new side answers through the edge
        """);

    [Fact]
    public void Stop_cancels_the_rollout_and_drains_everything() => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2").Stopped()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Idle: the app is stopped
        rollout cancelled — the app was stopped
        v1 web.1 drain — the app is stopped
        v2 web.1 drain — the app is stopped
        """);

    [Fact]
    public void Stop_during_the_switch_gives_way_to_what_served_before() => Facts.App().Release("v1").Release("v2").Serving("v2").Switched("v2", "v1").Stopped()
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Draining())
        .Plan().ShouldBe("""
        Idle: the app is stopped
        rollout cancelled, route back — the app was stopped
        v1 web.1 stop — nothing is open on it
        v2 web.1 stop — nothing is open on it
        """);

    [Fact]
    public void Stop_while_soaking_keeps_what_was_live() => Facts.App().Release("v1").Serving("v1").Live("v1", null).Stopped()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: the app is stopped
        rollout succeeded — the app was stopped
        v1 web.1 drain — the app is stopped
        """);

    [Fact]
    public void What_stops_first_runs_once_at_most() => Facts.App().Release("v1", Processes.Web().StopFirst()).Serving("v1").Replicas(3)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void A_stopped_app_loses_its_network_last() => One.Stopped().Plan().ShouldBe("""
        Idle: the app is stopped
        network remove — nothing of the app runs
        """);

    [Fact]
    public void A_stopped_app_needs_nothing() => One.Stopped().WithoutNetwork().Plan().ShouldBe("""
        Idle: the app is stopped
        (nothing to wait for)
        """);

    [Fact]
    public void Start_brings_up_a_generation_of_its_own() => Facts.App().Release("v1").Serving("v1").WithoutNetwork().Starting("v1 again", kind: RolloutKind.Start, release: "v1")
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 reserve — 1 wanted
        """);
}
