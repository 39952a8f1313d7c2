namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>What serves and crashes is left to the engine; that it crashes again and again is told, once.</summary>
public sealed class CrashLoopTests
{
    private static Facts Serving => Facts.App().Release("v1").Serving("v1");

    [Fact]
    public void A_crash_is_counted() => Serving.Has("v1 web.1", it => it.Restarted(1).HealthySince(9000)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again
        """);

    [Fact]
    public void What_was_counted_is_not_counted_again() => Serving.Has("v1 web.1", it => it.Restarted(4).Crashed(4, since: 50, last: 9)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void The_fifth_within_the_window_is_a_loop() => Serving.Has("v1 web.1", it => it.Restarted(5, code: 7).HealthySince(9000).Crashed(4, since: 600, last: 9)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 7, and the engine starts it again
        v1 web.1 crashes again and again — 5 times within 10 minutes, the last time with exit code 7
        """);

    [Fact]
    public void A_lack_of_memory_is_told() => Serving.Has("v1 web.1", it => it.Restarted(5, code: 137, outOfMemory: true).Crashed(4, since: 30, last: 9)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — it ran out of memory, and the engine starts it again
        v1 web.1 crashes again and again — 5 times within a minute, the last time for want of memory
        """);

    [Fact]
    public void What_nobody_remembers_is_not_told() => Serving.Has("v1 web.1", it => it.Restarted(5, code: null).Crashed(4, since: 61, last: 9)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended, and the engine starts it again
        v1 web.1 crashes again and again — 5 times within 2 minutes
        """);

    [Fact]
    public void A_crash_after_the_window_begins_anew() => Serving.Has("v1 web.1", it => it.Restarted(5).HealthySince(9000).Crashed(4, since: 601, last: 590)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again
        """);

    [Fact]
    public void Several_that_nobody_saw_are_a_loop_where_the_last_known_moment_is_near() => Serving.Has("v1 web.1", it => it.Restarted(6).HealthySince(599)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again: 6 times since it was last looked at
        v1 web.1 crashes again and again — 6 times within 10 minutes, the last time with exit code 1
        """);

    [Fact]
    public void Several_that_nobody_saw_are_no_loop_where_they_may_be_far_apart() => Serving.Has("v1 web.1", it => it.Restarted(60).HealthySince(601)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again: 60 times since it was last looked at
        """);

    [Fact]
    public void A_count_that_fell_is_that_of_a_later_start() => Serving.Has("v1 web.1", it => it.Restarted(1).HealthySince(9000).Crashed(2, since: 100, last: 90, restartsSeen: 7)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again
        """);

    [Fact]
    public void One_that_was_counted_and_not_told_is_told() => Serving.Has("v1 web.1", it => it.Restarted(5).Crashed(5, since: 100, last: 9)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashes again and again — 5 times within 2 minutes, the last time with exit code 1
        """);

    [Fact]
    public void A_forecast_counts_what_is_seen_once() => Serving.Has("v1 web.1", it => it.Restarted(5).HealthySince(60)).Forecast().ShouldBe("""
        web.1 crashed — its process ended with exit code 1, and the engine starts it again: 5 times since it was last looked at
        web.1 crashes again and again — 5 times within a minute, the last time with exit code 1
        """);

    [Fact]
    public void A_loop_is_told_once() => Serving.Has("v1 web.1", it => it.Restarted(9).Crashed(8, since: 100, last: 20).Crashing()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 crashed — its process ended with exit code 1, and the engine starts it again
        """);

    [Fact]
    public void A_time_without_a_crash_ends_it() => Serving.Has("v1 web.1", it => it.Restarted(9).Crashed(9, since: 900, last: 600).Crashing()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 does not crash any more — for 10 minutes it has kept running
        """);

    [Fact]
    public void Before_that_it_is_not_over() => Serving.Has("v1 web.1", it => it.Restarted(9).Crashed(9, since: 900, last: 599).Crashing()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);

    [Fact]
    public void What_the_engine_waits_to_start_is_left_to_it() => Serving.Has("v1 web.1", it => it.Restarting(5).WasHealthy().Unhealthy().Crashed(5, since: 60, last: 1).Crashing()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void A_held_instance_is_not_judged() => Serving.Has("v1 web.1", it => it.Restarted(5).Held()).Plan().ShouldNotContain("crash");

    [Fact]
    public void While_a_rollout_is_under_way_nothing_is_judged() => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2")
        .Has("v1 web.1", it => it.Restarted(9))
        .Has("v2 web.1", it => it.Runs())
        .Plan().ShouldNotContain("crash");

    [Fact]
    public void What_was_before_it_was_ever_healthy_is_no_crash_of_what_serves() => Serving.Has("v1 web.1", it => it.Restarted(2).Crashed(0, since: 0, last: 0, restartsSeen: 2)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (nothing to wait for)
        """);
}
