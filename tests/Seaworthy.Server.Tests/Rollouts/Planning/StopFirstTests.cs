namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>Stop-first: two instances never hold the volume at once, whichever way the rollout goes.</summary>
public sealed class StopFirstTests
{
    private static Facts TwoReleases => Facts.App().Release("v1", Processes.Web().StopFirst()).Release("v2", Processes.Web().StopFirst());

    [Fact]
    public void The_previous_instance_drains_before_the_new_one_has_a_row() => TwoReleases.Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: waiting for the previous web to stop
        v1 web.1 drain — it must stop before the new one may start
        """);

    [Fact]
    public void A_previous_instance_that_crashed_is_not_started_again() => TwoReleases.Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Exited(1).WasHealthy())
        .Plan().ShouldBe("""
        Starting: waiting for the previous web to stop
        v1 web.1 drain — it must stop before the new one may start
        """);

    [Fact]
    public void The_previous_instance_is_stopped_when_it_is_quiet() => TwoReleases.Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Plan().ShouldBe("""
        Starting: waiting for the previous web to stop
        v1 web.1 stop — nothing is open on it
        """);

    [Fact]
    public void While_the_previous_instance_ends_the_new_one_waits() => TwoReleases.Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Runs().ToldToStop())
        .Plan().ShouldBe("""
        Starting: waiting for the previous web to stop
        (look again in 1 s)
        """);

    [Fact]
    public void With_the_previous_instance_gone_the_new_one_is_reserved() => TwoReleases.Serving("v1").Starting("v2").Plan().ShouldBe("""
        Starting: waiting for web
        v2 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void The_time_for_clearing_is_not_taken_from_the_start() => TwoReleases.Serving("v1").Starting("v2", since: 159)
        .Has("v2 web.1", it => it.Runs(119).Refuses())
        .Plan().ShouldBe("""
        Starting: waiting for web.1
        (look again in 1 s)
        """);

    [Fact]
    public void After_a_failure_the_old_release_waits_for_the_new_instance_to_go() => TwoReleases.Serving("v1")
        .Has("v2 web.1", it => it.Runs().Draining(5).ToldToStop())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void After_a_failure_the_old_release_returns() => TwoReleases.Serving("v1").Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void An_instance_that_still_drains_is_not_joined_by_another_of_its_own_generation() => Facts.App().Release("v1", Processes.Web().StopFirst()).Serving("v1")
        .Has("v1 web.1", it => it.Healthy().Draining(2).Open(1))
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);
}
