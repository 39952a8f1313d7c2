namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>The serving side is kept as it should be, with or without a rollout.</summary>
public sealed class HealingTests
{
    private static Facts Serving => Facts.App().Release("v1").Serving("v1");

    [Fact]
    public void A_container_that_vanished_is_recorded_and_created_again() => Serving.Has("v1 web.1", it => it.Healthy().Gone().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 unhealthy — its container is gone
        v1 web.1 create — no container for its instance
        v1 web.1 start — its container was just created
        """);

    [Fact]
    public void A_container_that_exited_is_started() => Serving.Has("v1 web.1", it => it.Exited(137).WasHealthy()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 unhealthy — its process ended with exit code 137
        v1 web.1 start — its container is not running (exit code 137)
        """);

    [Fact]
    public void A_container_that_the_engine_restarts_is_left_to_it() => Serving.Has("v1 web.1", it => it.Restarting(1).WasHealthy().Unhealthy().Crashed(1, since: 2, last: 2)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void An_instance_that_does_not_answer_leaves_the_routes() => Serving.Has("v1 web.1", it => it.Healthy().Refuses().Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 unhealthy — port 8080 does not answer: connection refused
        """);

    [Fact]
    public void An_instance_whose_image_says_so_leaves_the_routes() => Serving.Has("v1 web.1", it => it.Healthy().ImageSays(false).Routed()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 unhealthy — the image's own health check fails
        """);

    [Fact]
    public void An_instance_that_answers_again_returns_to_the_routes() => Serving.Has("v1 web.1", it => it.Healthy().Unhealthy()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 healthy — it works again
        """);

    [Fact]
    public void An_unhealthy_instance_is_looked_at_again() => Serving.Has("v1 web.1", it => it.Healthy().Refuses().Unhealthy()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void The_old_side_is_healed_while_a_new_one_starts() => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Exited(1).WasHealthy())
        .Has("v2 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: waiting for web.1
        v1 web.1 unhealthy — its process ended with exit code 1
        v1 web.1 start — its container is not running (exit code 1)
        """);

    [Fact]
    public void A_held_instance_is_recorded_but_not_started() => Serving.Has("v1 web.1", it => it.Exited(0).WasHealthy().Held()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 unhealthy — it was stopped by request
        """);

    [Fact]
    public void A_held_instance_needs_nothing_more() => Serving.Has("v1 web.1", it => it.Exited(0).WasHealthy().Unhealthy().Held()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void An_instance_that_the_engine_refuses_is_left_alone_for_a_while() => Serving.Has("v1 web.1", it => it.RefusedByTheEngine("no such image", ago: 14)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void An_instance_that_the_engine_refuses_is_tried_again_after_that() => Serving.Has("v1 web.1", it => it.RefusedByTheEngine("no such image", ago: 15)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 try again — the engine refused it (no such image), but that may have been mended
        """);

    [Fact]
    public void Each_refusal_doubles_the_wait() => Serving.Has("v1 web.1", it => it.RefusedByTheEngine("no such image", times: 3, ago: 59)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void The_wait_has_a_bound() => Serving.Has("v1 web.1", it => it.RefusedByTheEngine("no such image", times: 50, ago: 600)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 try again — the engine refused it (no such image), but that may have been mended
        """);
}
