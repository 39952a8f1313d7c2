namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>What is watched after the switch.</summary>
public sealed class SoakTests
{
    private static Facts Soaking => Facts.App().Release("v1").Release("v2").Serving("v2").Live("v2", "v1")
        .Has("v1 web.1", it => it.Healthy().Draining());

    [Fact]
    public void A_new_side_that_stops_answering_is_routed_back_at_once() => Soaking.Has("v2 web.1", it => it.Runs().Refuses().WasHealthy().Routed()).Plan().ShouldBe("""
        Soaking: web.1 became unhealthy after the switch: port 8080 does not answer: connection refused
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed, route back — web.1 became unhealthy after the switch: port 8080 does not answer: connection refused [log of v2 web.1]
        """);

    [Fact]
    public void A_new_side_that_crashes_is_routed_back_at_once() => Soaking.Has("v2 web.1", it => it.Restarting(1, code: 2).WasHealthy().Routed()).Plan().ShouldBe("""
        Soaking: web.1 became unhealthy after the switch: its process ended with exit code 2
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed, route back — web.1 became unhealthy after the switch: its process ended with exit code 2 [log of v2 web.1]
        """);

    [Fact]
    public void A_crash_counts_even_if_it_runs_again_already() => Soaking.Has("v2 web.1", it => it.Runs(since: 0.5).Answers().WasHealthy().Routed()).Plan().ShouldBe("""
        Soaking: web.1 became unhealthy after the switch: its process ended and was started again
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed, route back — web.1 became unhealthy after the switch: its process ended and was started again [log of v2 web.1]
        """);

    [Fact]
    public void What_crashed_of_the_replaced_side_is_not_removed_while_routing_back_needs_it() => Facts.App().Release("v1").Release("v2").Serving("v2").Live("v2", "v1")
        .Has("v1 web.1", it => it.Restarting(1).WasHealthy().Draining())
        .Has("v2 web.1", it => it.Restarting(1, code: 2).WasHealthy().Routed())
        .Plan().ShouldBe("""
        Soaking: web.1 became unhealthy after the switch: its process ended with exit code 2
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed, route back — web.1 became unhealthy after the switch: its process ended with exit code 2 [log of v2 web.1]
        """);

    [Fact]
    public void What_is_routed_back_to_is_not_removed_by_the_same_plan() => Facts.App().Release("v1", Processes.Web().StopFirst()).Release("v2").Serving("v2").Live("v2", "v1")
        .Has("v1 web.1", it => it.Exited(137).WasHealthy().Draining())
        .Has("v2 web.1", it => it.Restarting(1, code: 2).WasHealthy().Routed())
        .Plan().ShouldBe("""
        Soaking: web.1 became unhealthy after the switch: its process ended with exit code 2
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed, route back — web.1 became unhealthy after the switch: its process ended with exit code 2 [log of v2 web.1]
        """);

    [Fact]
    public void One_failed_probe_is_no_reason() => Soaking.Has("v2 web.1", it => it.Runs().Refuses(times: 2).WasHealthy().Routed()).Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        (look again in 1 s)
        """);

    [Fact]
    public void A_new_side_that_never_answers_through_the_edge_is_routed_back() => Facts.App().Release("v1").Release("v2").Serving("v2").Switched("v2", "v1", ago: 30)
        .Has("v1 web.1", it => it.Healthy().Draining(30))
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: the new side did not answer through the edge within 30 seconds
        rollout failed, route back — the new side did not answer through the edge within 30 seconds
        """);

    [Fact]
    public void A_release_that_does_not_listen_is_live_when_it_was_switched() => Facts.App().Release("v1", Processes.Worker()).Serving("v1").Switched("v1", null)
        .Has("v1 worker.1", it => it.Runs().WasHealthy())
        .Plan().ShouldBe("""
        Switching: the new side answers through the edge
        rollout live — the new side answers through the edge
        """);

    [Fact]
    public void A_worker_is_healthy_once_it_has_run_for_five_seconds() => Facts.App().Release("v1", Processes.Worker()).Starting("v1")
        .Has("v1 worker.1", it => it.Runs(5))
        .Plan().ShouldBe("""
        Switching: every new instance is healthy
        v1 worker.1 healthy — it keeps running
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void A_worker_is_looked_at_again_when_it_will_have_run_long_enough() => Facts.App().Release("v1", Processes.Worker()).Starting("v1")
        .Has("v1 worker.1", it => it.Runs(4.7))
        .Plan().ShouldBe("""
        Starting: waiting for worker.1
        (look again in 0.3 s)
        """);
}
