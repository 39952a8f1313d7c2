namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>An instance that is not wanted any more: out of the routes, quiet or overdue, told to stop, gone.</summary>
public sealed class LeftoverTests
{
    private static Facts WithLeftover(Func<InstanceSetup, InstanceSetup> setup) => Facts.App().Release("v1").Release("v2").Serving("v2")
        .Has("v1 web.1", setup)
        .Has("v2 web.1", it => it.Healthy().Routed());

    [Fact]
    public void What_belongs_to_no_side_drains() => WithLeftover(it => it.Healthy()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — it belongs to no side that is wanted
        """);

    [Fact]
    public void What_the_edge_still_routes_to_is_not_stopped() => WithLeftover(it => it.Healthy().Draining(99).Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void What_the_edge_still_routes_to_is_not_removed_because_it_crashed() => WithLeftover(it => it.Restarting(1).WasHealthy().Draining().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void What_still_answers_requests_is_waited_for() => WithLeftover(it => it.Healthy().Draining(29.4).Open(1)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 0.6 s)
        """);

    [Fact]
    public void What_is_quiet_is_told_to_stop() => WithLeftover(it => it.Healthy().Draining(0)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — nothing is open on it
        """);

    [Fact]
    public void What_still_answers_at_the_drain_deadline_is_told_to_stop() => WithLeftover(it => it.Healthy().Draining(30).Open(2)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — its drain deadline has passed with 2 open
        """);

    [Fact]
    public void What_was_told_to_stop_has_its_grace() => WithLeftover(it => it.Runs().WasHealthy().ToldToStop(9.5)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 0.5 s)
        """);

    [Fact]
    public void What_outlives_its_grace_is_killed() => WithLeftover(it => it.Runs().WasHealthy().ToldToStop(10)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 kill — it did not end within its grace
        """);

    [Fact]
    public void What_ended_is_removed() => WithLeftover(it => it.Exited(0).WasHealthy().ToldToStop()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 remove — its process ended
        """);

    [Fact]
    public void What_never_was_healthy_leaves_its_log() => WithLeftover(it => it.Exited(1).ToldToStop()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 keep logs — it never was healthy
        v1 web.1 remove — its process ended
        """);

    [Fact]
    public void What_was_never_started_is_removed() => WithLeftover(it => it.Created().Draining()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 remove — it was never started
        """);

    [Fact]
    public void A_row_whose_container_is_gone_is_closed() => WithLeftover(it => it.Reserved().Draining()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 remove — its container is gone
        """);

    [Fact]
    public void What_drains_does_not_hold_up_the_next_rollout() => Facts.App().Release("v1").Release("v2").Release("v3").Serving("v2").Starting("v3")
        .Has("v1 web.1", it => it.Healthy().Draining(5).Open(1))
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v3 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void What_is_left_of_a_failed_rollout_drains_before_the_next_one_makes_its_own() => Facts.App().Release("v1").Release("v2").Release("v3").Serving("v1").Starting("v3")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v2 web.1 drain — it belongs to no side that is wanted
        v3 web.1 reserve — 1 wanted
        """);
}
