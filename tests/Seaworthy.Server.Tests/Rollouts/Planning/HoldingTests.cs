namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>A single instance may be stopped and started by hand: out of the routes first, against the healing, and back when it shows that it works.</summary>
public sealed class HoldingTests
{
    private static Facts Serving => Facts.App().Release("v1").Serving("v1").Replicas(2).Has("v1 web.2", it => it.Healthy().Routed());

    [Fact]
    public void It_leaves_the_routes_first() => Serving.Has("v1 web.1", it => it.Healthy().Held().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void What_is_open_on_it_may_end() => Serving.Has("v1 web.1", it => it.Healthy().Held().Open(1)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void Quiet_it_is_told_to_stop() => Serving.Has("v1 web.1", it => it.Healthy().Held()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — it is held, and nothing is open on it
        """);

    [Fact]
    public void Its_drain_has_a_deadline() => Serving.Has("v1 web.1", it => it.Healthy().Held(since: 30).Open(2)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — it is held, and its drain deadline has passed with 2 open
        """);

    [Fact]
    public void It_is_killed_after_its_grace() => Serving.Has("v1 web.1", it => it.Healthy().Held().StopSent(ago: 10)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 kill — it did not end within its grace
        """);

    [Fact]
    public void What_crashes_again_and_again_can_be_held_too() => Serving.Has("v1 web.1", it => it.Restarting(2).Held()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 stop — it is held, and nothing is open on it
        """);

    [Fact]
    public void A_restart_releases_it_once_it_has_ended() => Serving.Has("v1 web.1", it => it.Exited(143).WasHealthy().Unhealthy().Held(restarts: true).StopSent()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 release — it was to be restarted
        """);

    [Fact]
    public void Released_it_starts_again() => Serving.Has("v1 web.1", it => it.Exited(143).WasHealthy().Unhealthy().StopSent()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 start — its container is not running (exit code 143)
        """);

    [Fact]
    public void Released_while_it_still_ends_it_is_waited_for() => Serving.Has("v1 web.1", it => it.Healthy().StopSent()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void A_smaller_app_keeps_what_is_not_held() => Serving.Replicas(1).Has("v1 web.1", it => it.Healthy().Held().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — 1 wanted
        """);

    [Fact]
    public void The_next_deployment_replaces_it() => Serving.Release("v2").Serving("v2").Replicas(1)
        .Has("v1 web.1", it => it.Exited(143).Unhealthy().Held().StopSent().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldContain("v1 web.1 remove — its process ended");
}
