namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>A new side that does not come up fails with the rule that it broke; the side that serves is not touched.</summary>
public sealed class FailedStartTests
{
    private static Facts Deploy(double since = 5) => Facts.App().Release("v1").Release("v2").Serving("v1").Starting("v2", since)
        .Has("v1 web.1", it => it.Healthy().Routed());

    [Fact]
    public void Crashes_within_the_budget_are_waited_out() => Deploy().Has("v2 web.1", it => it.Restarting(times: 3)).Plan().ShouldBe("""
        Starting: waiting for web.1
        (look again in 1 s)
        """);

    [Fact]
    public void One_crash_too_many_fails_it_with_the_log() => Deploy().Has("v2 web.1", it => it.Restarting(times: 4, code: 1)).Plan().ShouldBe("""
        Starting: web.1 crashed 4 times; its process ends with exit code 1
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed — web.1 crashed 4 times; its process ends with exit code 1 [log of v2 web.1]
        """);

    [Fact]
    public void Running_out_of_memory_fails_it_at_once() => Deploy().Has("v2 web.1", it => it.OutOfMemory()).Plan().ShouldBe("""
        Starting: web.1 ran out of memory: it needs more than its limit of 512 MB
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed — web.1 ran out of memory: it needs more than its limit of 512 MB [log of v2 web.1]
        """);

    [Fact]
    public void A_container_that_the_engine_refuses_fails_it_at_once() => Deploy().Has("v2 web.1", it => it.RefusedByTheEngine("no such image")).Plan().ShouldBe("""
        Starting: web.1 could not be started: no such image
        rollout failed — web.1 could not be started: no such image [log of v2 web.1]
        """);

    [Fact]
    public void Never_healthy_fails_it_at_its_deadline() => Deploy(since: 120).Has("v2 web.1", it => it.Runs(119).Refuses()).Plan().ShouldBe("""
        Starting: web.1 was not healthy within 120 seconds: port 8080 does not answer: connection refused
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed — web.1 was not healthy within 120 seconds: port 8080 does not answer: connection refused [log of v2 web.1]
        """);

    [Fact]
    public void One_that_answers_at_its_deadline_is_in_time() => Deploy(since: 120).Has("v2 web.1", it => it.Runs(119).Answers()).Plan().ShouldBe("""
        Switching: every new instance is healthy
        v2 web.1 healthy — it answers
        rollout switch — every new instance is healthy
        """);

    [Fact]
    public void A_failing_health_check_of_the_image_is_named() => Deploy(since: 120).Has("v2 web.1", it => it.Runs(119).Answers().ImageSays(false)).Plan().ShouldBe("""
        Starting: web.1 was not healthy within 120 seconds: the image's own health check does not pass
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed — web.1 was not healthy within 120 seconds: the image's own health check does not pass [log of v2 web.1]
        """);

    [Fact]
    public void Another_open_port_is_no_reason_before_half_of_the_deadline() => Deploy(since: 59).Has("v2 web.1", it => it.Runs(58).ListensOn(3000)).Plan().ShouldBe("""
        Starting: waiting for web.1
        (look again in 1 s)
        """);

    [Fact]
    public void The_one_other_open_port_is_used_from_half_of_the_deadline() => Deploy(since: 60).Has("v2 web.1", it => it.Runs(59).ListensOn(3000)).Plan().ShouldBe("""
        Starting: waiting for web.1
        v2 web.1 use port 3000 — nothing listens on port 8080
        """);

    [Fact]
    public void A_port_that_is_used_already_is_not_recorded_again() => Deploy(since: 60).Has("v2 web.1", it => it.Runs(59).ListensOn(8080)).Plan().ShouldBe("""
        Starting: waiting for web.1
        (look again in 1 s)
        """);

    [Fact]
    public void Listening_on_loopback_only_is_an_error_of_its_own() => Deploy(since: 60).Has("v2 web.1", it => it.Runs(59).ListensOnLoopback()).Plan().ShouldBe("""
        Starting: web.1 listens on 127.0.0.1 only: make it listen on 0.0.0.0, or nothing outside its container can reach it
        v2 web.1 keep logs — it shows why the rollout ends
        rollout failed — web.1 listens on 127.0.0.1 only: make it listen on 0.0.0.0, or nothing outside its container can reach it [log of v2 web.1]
        """);

    [Fact]
    public void One_that_fails_again_before_the_switch_has_to_recover_first() => Deploy().Has("v2 web.1", it => it.Runs().Refuses().WasHealthy()).Plan().ShouldBe("""
        Starting: waiting for web.1
        v2 web.1 unhealthy — port 8080 does not answer: connection refused
        """);

    [Fact]
    public void A_container_that_vanished_is_recorded_and_then_created_again() => Deploy().Has("v2 web.1", it => it.Healthy().Gone()).Plan().ShouldBe("""
        Starting: waiting for web.1
        v2 web.1 unhealthy — its container is gone
        v2 web.1 create — no container for its instance
        v2 web.1 start — its container was just created
        """);

    [Fact]
    public void After_the_failure_what_it_started_is_wound_down() => Facts.App().Release("v1").Release("v2").Serving("v1")
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Runs().Refuses().LogsKept())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 web.1 drain — it belongs to no side that is wanted
        """);
}
