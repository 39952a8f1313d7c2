using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>The planner's own steps to the end, in a world where everything goes as it should.</summary>
public sealed class ForecastTests
{
    private static readonly ReleaseMount Data = new("sea-volume-1", "/data", ReadOnly: false, "data");

    [Fact]
    public void The_first_deployment_ends_live() => Facts.App().WithoutNetwork().Release("v1").Queued("v1")
        .Forecast().ShouldBe("""
        rollout begin — it is the app's turn
        rollout start the clock — instances may start now
        web.1 reserve — 1 wanted
        network create — the app has no network
        web.1 create — no container for its instance
        web.1 start — its container was just created
        web.1 healthy — it answers
        rollout switch — every new instance is healthy
        rollout live — the new side answers through the edge
        rollout succeeded — live and healthy
        """);

    [Fact]
    public void The_old_side_goes_when_the_new_one_is_proven() => Facts.App().Release("v1").Release("v2").Serving("v1").Has("v1 web.1", web => web.Healthy().Routed()).Queued("v2")
        .Forecast().ShouldBe("""
        rollout begin — it is the app's turn
        rollout start the clock — instances may start now
        web.1 reserve — 1 wanted
        web.1 create — no container for its instance
        web.1 start — its container was just created
        web.1 healthy — it answers
        rollout switch — every new instance is healthy
        rollout live — the new side answers through the edge
        rollout succeeded — live and healthy
        web.1 stop — nothing is open on it
        web.1 remove — its process ended
        """);

    [Fact]
    public void What_is_exclusive_stops_first() => Facts.App().Release("v1", Processes.Web().StopFirst()).Release("v2", Processes.Web().StopFirst())
        .Serving("v1").Has("v1 web.1", web => web.Healthy().Routed()).Queued("v2")
        .Forecast().ShouldStartWith("""
        rollout begin — it is the app's turn
        rollout start the clock — instances may start now
        web.1 drain — it must stop before the new one may start
        web.1 stop — nothing is open on it
        web.1 remove — its process ended
        web.1 reserve — 1 wanted
        """);

    /// <summary>Two programs on one volume would write over each other's files, whatever their processes are called.</summary>
    [Fact]
    public void A_volume_that_moves_to_another_process_is_let_go_of_first()
    {
        var keeper = Processes.Worker().StopFirst() with { Mounts = [Data] };

        Facts.App().Release("v1", Processes.Web().StopFirst() with { Mounts = [Data] }).Release("v2", Processes.Web(), keeper)
            .Serving("v1").Has("v1 web.1", web => web.Healthy().Routed()).Queued("v2")
            .Forecast().ShouldContain("web.1 drain — it must stop before the new one may start");
    }

    [Fact]
    public void A_shared_volume_is_in_nobodys_way()
    {
        var shared = Processes.Web() with { Mounts = [Data with { Shared = true }] };

        Facts.App().Release("v1", shared).Release("v2", shared).Serving("v1").Has("v1 web.1", web => web.Healthy().Routed()).Queued("v2")
            .Forecast().ShouldNotContain("must stop before");
    }

    [Fact]
    public void Commands_run_before_and_after() => Facts.App().Release("v1", Processes.Web(), Processes.Command("pre-deploy"), Processes.PostDeploy()).Queued("v1")
        .Forecast().ShouldBe("""
        rollout begin — it is the app's turn
        pre-deploy reserve — the release has a pre-deploy command
        pre-deploy create — no container for the pre-deploy command
        pre-deploy start — its container was just created
        pre-deploy keep logs — its process ended
        pre-deploy exited 0 — its process ended
        pre-deploy drain — it belongs to no side that is wanted
        rollout start the clock — instances may start now
        web.1 reserve — 1 wanted
        web.1 create — no container for its instance
        web.1 start — its container was just created
        pre-deploy remove — its process ended
        web.1 healthy — it answers
        rollout switch — every new instance is healthy
        rollout live — the new side answers through the edge
        post-deploy reserve — the release is live
        post-deploy create — no container for the post-deploy command
        post-deploy start — its container was just created
        post-deploy keep logs — its process ended
        post-deploy exited 0 — its process ended
        post-deploy drain — it succeeded
        post-deploy remove — its process ended
        rollout succeeded — live and healthy
        """);

    [Fact]
    public void A_change_of_scale_makes_what_is_missing() => Facts.App().Release("v1").Serving("v1").Replicas(2).Has("v1 web.1", web => web.Healthy().Routed())
        .Forecast().ShouldBe("""
        web.2 reserve — 2 wanted
        web.2 create — no container for its instance
        web.2 start — its container was just created
        web.2 healthy — it is ready
        """);

    [Fact]
    public void A_deployment_that_waits_comes_after_the_one_under_way()
    {
        var steps = Facts.App().Release("v1").Release("v2").Release("v3").Serving("v1").Has("v1 web.1", web => web.Healthy().Routed())
            .Starting("v2").Superseded().Has("v2 web.1", web => web.Runs()).Forecast(next: "v3").Split('\n');

        steps.ShouldContain("rollout superseded — a newer deployment took its place");
        steps.ShouldContain("rollout succeeded — live and healthy");
        steps.Count(step => step.StartsWith("web.1 remove", StringComparison.Ordinal)).ShouldBe(2, "the superseded one and the old one");
    }

    [Fact]
    public void An_app_that_is_as_it_should_be_needs_nothing() =>
        Facts.App().Release("v1").Serving("v1").Has("v1 web.1", web => web.Healthy().Routed()).Forecast().ShouldBeEmpty();

    /// <summary>Nothing says that it will not end in time.</summary>
    [Fact]
    public void What_was_told_to_stop_is_not_forecast_to_be_killed() => Facts.App().Release("v1").Release("v2").Serving("v2").Has("v1 web.1", web => web.Healthy().ToldToStop(ago: 1)).Has("v2 web.1", web => web.Healthy().Routed())
        .Forecast().ShouldBe("web.1 remove — its process ended");

    [Fact]
    public void A_stopped_app_winds_down() => Facts.App().Release("v1").Serving("v1").Stopped().Has("v1 web.1", web => web.Healthy())
        .Forecast().ShouldBe("""
        web.1 drain — the app is stopped
        web.1 stop — nothing is open on it
        web.1 remove — its process ended
        network remove — nothing of the app runs
        """);
}
