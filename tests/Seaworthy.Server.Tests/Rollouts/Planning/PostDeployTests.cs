using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>The pre-deploy command follows the release command; the post-deploy command follows the release, and undoes nothing.</summary>
public sealed class PostDeployTests
{
    private static Facts App => Facts.App().Release("v1").Release("v2", Processes.Web(), Processes.PostDeploy());

    private static Facts Live => App.Serving("v2").Live("v2", replaced: null).Has("v2 web.1", it => it.Healthy().Routed());

    private static Facts Idle => App.Serving("v2").Has("v2 web.1", it => it.Healthy().Routed());

    [Fact]
    public void The_pre_deploy_command_waits_for_the_release_command() => Facts.App().Release("v1", Processes.Command("pre-deploy"), Processes.Command(), Processes.Web()).Begun("v1")
        .Has("v1 release", it => it.Runs()).JobOf("v1")
        .Plan().ShouldBe("""
        Starting: the release command is running
        (look again in 1 s)
        """);

    [Fact]
    public void The_pre_deploy_command_follows_the_release_command() => Facts.App().Release("v1", Processes.Command("pre-deploy"), Processes.Command(), Processes.Web()).Begun("v1")
        .Has("v1 release", it => it.ExitCodeKnown(0).Draining()).JobOf("v1", exitCode: 0)
        .Plan().ShouldBe("""
        Starting: the pre-deploy command is running
        v1 pre-deploy reserve — the release has a pre-deploy command
        v1 release remove — its process ended
        """);

    [Fact]
    public void A_failed_pre_deploy_command_fails_the_rollout() => Facts.App().Release("v1", Processes.Command("pre-deploy"), Processes.Web()).Begun("v1")
        .Has("v1 pre-deploy", it => it.ExitCodeKnown(4).Draining()).JobOf("v1", exitCode: 4, process: "pre-deploy")
        .Plan().ShouldBe("""
        Starting: the pre-deploy command failed with exit code 4
        rollout failed — the pre-deploy command failed with exit code 4 [log of v1 pre-deploy]
        v1 pre-deploy remove — its process ended
        """);

    [Fact]
    public void The_post_deploy_commands_row_is_written_when_the_release_is_live() => Live.Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        v2 post-deploy reserve — the release is live
        """);

    [Fact]
    public void Its_row_is_written_before_a_newer_deployment_may_follow() => Live.Superseded().Plan().ShouldBe("""
        Soaking: live; a newer deployment follows
        v2 post-deploy reserve — the release is live
        rollout succeeded — live; a newer deployment follows
        """);

    [Theory]
    [InlineData(RolloutKind.Rollback)]
    [InlineData(RolloutKind.Restart)]
    [InlineData(RolloutKind.Start)]
    public void It_is_not_run_where_nothing_is_released(RolloutKind kind) => App.Serving("v2").Live("v2", replaced: null, kind: kind)
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        (look again in 1 s)
        """);

    [Fact]
    public void It_is_started_beside_the_soak() => Live.Has("v2 post-deploy", it => it.Reserved()).JobOf("v2", process: "post-deploy").Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        v2 post-deploy create — no container for the post-deploy command
        v2 post-deploy start — its container was just created
        """);

    [Fact]
    public void It_goes_on_when_the_rollout_is_over() => Idle.Has("v2 post-deploy", it => it.Runs(30)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void Its_exit_code_is_committed() => Idle.Has("v2 post-deploy", it => it.Exited(3)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 post-deploy keep logs — its process ended
        v2 post-deploy exited 3 — its process ended
        """);

    [Fact]
    public void Its_failure_is_told_and_undoes_nothing() => Live.Has("v2 post-deploy", it => it.ExitCodeKnown(3)).JobOf("v2", exitCode: 3, process: "post-deploy").Plan().ShouldBe("""
        Soaking: live; watching it while the previous release is kept running
        v2 post-deploy drain — it failed with exit code 3; the release stays live
        """);

    [Fact]
    public void One_that_hangs_is_killed() => Idle.Has("v2 post-deploy", it => it.Runs(600)).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 post-deploy kill — it did not end within 10 minutes
        """);

    [Fact]
    public void One_that_the_engine_refuses_is_told_and_gone() => Idle.Has("v2 post-deploy", it => it.Created().RefusedByTheEngine("no such file: notify")).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 post-deploy drain — it could not be started: no such file: notify; the release stays live
        """);

    [Fact]
    public void One_whose_container_vanished_is_not_run_a_second_time() => Idle.Has("v2 post-deploy", it => it.Runs().Gone()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 post-deploy drain — its outcome is unknown: its container is gone. It is not run a second time
        """);

    [Fact]
    public void What_was_started_is_left_to_end_beside_a_newer_release() => App.Serving("v1").Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 post-deploy", it => it.Runs())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void What_was_not_started_goes_when_its_release_is_not_live_any_more() => App.Serving("v1").Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 post-deploy", it => it.Created())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v2 post-deploy drain — its release is not live any more
        """);

    [Fact]
    public void Two_never_run_at_once() => App.Release("v3", Processes.Web(), Processes.PostDeploy()).Serving("v3").Has("v3 web.1", it => it.Healthy().Routed())
        .Has("v2 post-deploy", it => it.Runs()).Has("v3 post-deploy", it => it.Reserved())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void It_ends_when_the_app_is_stopped() => App.Stopped().Has("v2 post-deploy", it => it.Runs()).Plan().ShouldBe("""
        Idle: the app is stopped
        v2 post-deploy drain — the app is stopped
        """);

    [Fact]
    public void The_network_stays_while_a_one_off_run_needs_it() => Facts.App().Stopped().HasOneOff().Plan().ShouldBe("""
        Idle: the app is stopped
        (nothing to wait for)
        """);
}
