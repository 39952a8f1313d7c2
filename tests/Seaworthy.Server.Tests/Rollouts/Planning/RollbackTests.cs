using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>A rollback takes over what still runs of the release that it returns to.</summary>
public sealed class RollbackTests
{
    private static Facts Rollback => Facts.App().Release("v1").Release("v2").Serving("v2").Starting("v1 again", kind: RolloutKind.Rollback, release: "v1")
        .Has("v2 web.1", it => it.Healthy().Routed());

    [Fact]
    public void A_draining_instance_that_was_not_told_to_stop_is_adopted() => Rollback
        .Has("v1 web.1", it => it.Healthy().Draining(3))
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 adopt web.1 — it still runs and was not told to stop of v1
        """);

    [Fact]
    public void One_that_was_told_to_stop_is_replaced() => Rollback
        .Has("v1 web.1", it => it.Healthy().ToldToStop())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 reserve — 1 wanted
        """);

    [Fact]
    public void One_that_is_no_longer_healthy_is_replaced() => Rollback
        .Has("v1 web.1", it => it.Healthy().Refuses().Draining())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 reserve — 1 wanted
        """);

    [Fact]
    public void What_can_be_adopted_is_and_the_rest_is_started() => Rollback.Replicas(2)
        .Has("v1 web.2", it => it.Healthy().Draining(3))
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 adopt web.2 — it still runs and was not told to stop of v1
        v1 again web.2 reserve — 2 wanted
        """);

    [Fact]
    public void An_adopted_instance_lets_it_switch_at_once() => Rollback
        .Has("v1 again web.1", it => it.Healthy(), release: "v1")
        .Plan().ShouldBe("""
        Switching: every new instance is healthy
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void What_a_waiting_rollback_could_adopt_is_not_stopped() => Facts.App().Release("v1").Release("v2").Serving("v2").Awaiting("v1")
        .Has("v1 web.1", it => it.Healthy().Draining(60))
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void A_deploy_of_the_same_release_starts_afresh() => Facts.App().Release("v1").Release("v2").Serving("v2").Starting("v1 again", kind: RolloutKind.Deploy, release: "v1")
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Has("v1 web.1", it => it.Healthy().Draining(3).Open(1))
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 reserve — 1 wanted
        """);

    [Fact]
    public void A_restart_starts_afresh_beside_the_old_instances() => Facts.App().Release("v1").Serving("v1").Starting("v1 again", kind: RolloutKind.Restart, release: "v1")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 again web.1 reserve — 1 wanted
        """);
}
