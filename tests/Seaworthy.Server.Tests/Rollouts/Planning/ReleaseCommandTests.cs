using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>The release command runs before the switch, at most once per release.</summary>
public sealed class ReleaseCommandTests
{
    private static Facts Deploy => Facts.App().Release("v1", Processes.Command(), Processes.Web()).Begun("v1");

    [Fact]
    public void Its_row_comes_first() => Deploy.Plan().ShouldBe("""
        Starting: the release command is running
        v1 release reserve — the release has a release command
        """);

    [Fact]
    public void Its_container_is_created_and_started() => Deploy.WithoutNetwork().Has("v1 release", it => it.Reserved()).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command is running
        network create — the app has no network
        v1 release create — no container for the release command
        v1 release start — its container was just created
        """);

    [Fact]
    public void A_container_that_was_created_before_a_crash_is_started() => Deploy.Has("v1 release", it => it.Created()).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command is running
        v1 release start — its container was created and never started
        """);

    [Fact]
    public void While_it_runs_no_service_is_started() => Deploy.Has("v1 release", it => it.Runs(30)).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command is running
        (look again in 1 s)
        """);

    [Fact]
    public void Its_log_is_kept_and_its_exit_code_committed() => Deploy.Has("v1 release", it => it.Exited(0)).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command is running
        v1 release keep logs — its process ended
        v1 release exited 0 — its process ended
        """);

    [Fact]
    public void With_exit_code_zero_the_services_may_start_and_its_container_goes() => Deploy
        .Has("v1 release", it => it.Exited(0).LogsKept()).JobOf("v1", exitCode: 0)
        .Plan().ShouldBe("""
        Starting: waiting for web
        v1 release drain — it belongs to no side that is wanted
        rollout start the clock — instances may start now
        v1 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void Another_exit_code_fails_the_rollout() => Deploy.Has("v1 release", it => it.Exited(3).LogsKept().Draining()).JobOf("v1", exitCode: 3).Plan().ShouldBe("""
        Starting: the release command failed with exit code 3
        rollout failed — the release command failed with exit code 3 [log of v1 release]
        v1 release remove — its process ended
        """);

    [Fact]
    public void A_container_that_vanished_after_its_start_has_an_unknown_outcome() => Deploy
        .Has("v1 release", it => it.Runs().Gone()).JobOf("v1")
        .Plan().ShouldBe("""
        Starting: the outcome of the release command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again
        rollout failed — the outcome of the release command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again [log of v1 release]
        """);

    [Fact]
    public void A_removed_row_without_an_exit_code_has_an_unknown_outcome() => Deploy.JobOf("v1", removed: true).Plan().ShouldBe("""
        Starting: the outcome of the release command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again
        rollout failed — the outcome of the release command is unknown: its container is gone. It is not run a second time by itself; look at what it did, then deploy again
        """);

    [Fact]
    public void One_that_the_engine_refuses_fails_the_rollout() => Deploy
        .Has("v1 release", it => it.Created().RefusedByTheEngine("no such file: migrate")).JobOf("v1")
        .Plan().ShouldBe("""
        Starting: the release command could not be started: no such file: migrate
        v1 release keep logs — it shows why the rollout ends
        rollout failed — the release command could not be started: no such file: migrate [log of v1 release]
        """);

    [Fact]
    public void One_that_does_not_end_in_time_fails_the_rollout_and_is_stopped_as_a_leftover_of_it() => Deploy.Has("v1 release", it => it.Runs(600)).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command did not end within 10 minutes
        v1 release keep logs — it shows why the rollout ends
        rollout failed — the release command did not end within 10 minutes [log of v1 release]
        """);

    [Fact]
    public void One_that_was_told_to_stop_does_not_count_as_success() => Deploy.Has("v1 release", it => it.Exited(0).ToldToStop()).JobOf("v1").Plan().ShouldBe("""
        Starting: the release command was told to stop by an earlier rollout; it is not run a second time by itself
        v1 release keep logs — it shows why the rollout ends
        rollout failed — the release command was told to stop by an earlier rollout; it is not run a second time by itself [log of v1 release]
        """);

    [Fact]
    public void It_waits_until_the_command_of_another_release_is_gone() => Facts.App()
        .Release("v1", Processes.Command(), Processes.Web()).Release("v2", Processes.Command(), Processes.Web()).Begun("v2")
        .Has("v1 release", it => it.Runs().ToldToStop())
        .Plan().ShouldBe("""
        Starting: the release command is running
        (look again in 1 s)
        """);

    [Fact]
    public void It_is_wound_down_when_its_rollout_was_cancelled() => Facts.App().Release("v1", Processes.Command(), Processes.Web())
        .Has("v1 release", it => it.Runs())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 release drain — it belongs to no side that is wanted
        """);

    [Theory]
    [InlineData(RolloutKind.Rollback)]
    [InlineData(RolloutKind.Restart)]
    [InlineData(RolloutKind.Start)]
    public void It_is_not_run_where_nothing_is_released(RolloutKind kind) => Facts.App().Release("v1", Processes.Command(), Processes.Web()).Begun("v1", kind)
        .Plan().ShouldBe("""
        Starting: waiting for web
        rollout start the clock — instances may start now
        v1 web.1 reserve — 1 wanted
        """);
}
