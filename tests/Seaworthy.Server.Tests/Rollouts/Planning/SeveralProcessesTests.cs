namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>One rollout brings all processes of a release, and takes away those that it no longer has.</summary>
public sealed class SeveralProcessesTests
{
    [Fact]
    public void All_processes_start_together() => Facts.App().Release("v1", Processes.Web(), Processes.Worker()).Replicas(2, "worker").Starting("v1").Plan().ShouldBe("""
        Starting: waiting for web, worker
        v1 web.1 reserve — 1 wanted
        v1 worker.1 reserve — 2 wanted
        v1 worker.2 reserve — 2 wanted
        """);

    [Fact]
    public void A_worker_that_crashes_fails_the_whole_rollout() => Facts.App().Release("v1", Processes.Web(), Processes.Worker()).Starting("v1")
        .Has("v1 web.1", it => it.Healthy())
        .Has("v1 worker.1", it => it.Restarting(4))
        .Plan().ShouldBe("""
        Starting: worker.1 crashed 4 times; its process ends with exit code 1
        v1 worker.1 keep logs — it shows why the rollout ends
        rollout failed — worker.1 crashed 4 times; its process ends with exit code 1 [log of v1 worker.1]
        """);

    [Fact]
    public void A_worker_that_crashes_while_soaking_routes_back() => Facts.App().Release("v1", Processes.Web(), Processes.Worker()).Serving("v1").Live("v1", null)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 worker.1", it => it.Restarting(1).WasHealthy())
        .Plan().ShouldBe("""
        Soaking: worker.1 became unhealthy after the switch: its process ended with exit code 1
        v1 worker.1 keep logs — it shows why the rollout ends
        rollout failed, route back — worker.1 became unhealthy after the switch: its process ended with exit code 1 [log of v1 worker.1]
        """);

    [Fact]
    public void A_process_that_the_new_release_lacks_winds_down_after_the_soak() => Facts.App()
        .Release("v1", Processes.Web(), Processes.Worker()).Release("v2", Processes.Web()).Serving("v2")
        .Has("v1 worker.1", it => it.Runs().WasHealthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 worker.1 stop — nothing is open on it
        """);

    [Fact]
    public void A_process_that_the_new_release_adds_is_waited_for() => Facts.App()
        .Release("v1", Processes.Web()).Release("v2", Processes.Web(), Processes.Worker()).Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .Has("v2 worker.1", it => it.Runs(1))
        .Plan().ShouldBe("""
        Starting: waiting for worker.1
        (look again in 1 s)
        """);

    [Fact]
    public void A_stop_first_process_stops_beside_a_start_first_one() => Facts.App()
        .Release("v1", Processes.Web(), Processes.Web("db").StopFirst()).Release("v2", Processes.Web(), Processes.Web("db").StopFirst()).Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 db.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: waiting for web, the previous db to stop
        v2 web.1 reserve — 1 wanted
        v1 db.1 drain — it must stop before the new one may start
        """);
}
