namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>Cancel and supersede, in each phase.</summary>
public sealed class CancelTests
{
    private static Facts TwoReleases => Facts.App().Release("v1").Release("v2");

    [Fact]
    public void Cancelled_in_the_queue_it_never_starts() => TwoReleases.Serving("v1").Queued("v2").Cancelled()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: cancelled before it went live
        rollout cancelled — cancelled before it went live
        """);

    [Fact]
    public void Cancelled_while_starting_it_ends_and_starts_nothing_more() => TwoReleases.Serving("v1").Starting("v2").Cancelled()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Reserved())
        .Plan().ShouldBe("""
        Starting: cancelled before it went live
        rollout cancelled — cancelled before it went live
        """);

    [Fact]
    public void Cancelled_when_healthy_it_does_not_switch() => TwoReleases.Serving("v1").Starting("v2").Cancelled()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .Plan().ShouldBe("""
        Starting: cancelled before it went live
        rollout cancelled — cancelled before it went live
        """);

    [Fact]
    public void Cancelled_during_the_switch_it_routes_back() => TwoReleases.Serving("v2").Switched("v2", "v1").Cancelled()
        .Has("v1 web.1", it => it.Healthy().Draining().Routed())
        .Has("v2 web.1", it => it.Healthy())
        .Plan().ShouldBe("""
        Soaking: cancelled while it was being watched
        rollout cancelled, route back — cancelled while it was being watched
        """);

    [Fact]
    public void Cancelled_while_soaking_it_routes_back_and_stops_nothing_meanwhile() => TwoReleases.Serving("v2").Live("v2", "v1").Cancelled()
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: cancelled while it was being watched
        rollout cancelled, route back — cancelled while it was being watched
        """);

    [Fact]
    public void After_routing_back_the_new_side_leaves_the_routes_before_it_stops() => TwoReleases.Serving("v1")
        .Has("v1 web.1", it => it.Healthy())
        .Has("v2 web.1", it => it.Healthy().Draining().Routed())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void Superseded_in_the_queue_it_never_starts() => TwoReleases.Serving("v1").Queued("v2").Superseded()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Starting: a newer deployment took its place
        rollout superseded — a newer deployment took its place
        """);

    [Fact]
    public void Superseded_while_starting_it_gives_way() => TwoReleases.Serving("v1").Starting("v2").Superseded()
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v2 web.1", it => it.Runs())
        .Plan().ShouldBe("""
        Starting: a newer deployment took its place
        rollout superseded — a newer deployment took its place
        """);

    [Fact]
    public void Superseded_while_switching_it_goes_live_first() => TwoReleases.Serving("v2").Switched("v2", "v1").Superseded()
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Switching: waiting for an answer of the new side through the edge
        (look again in 1 s)
        """);

    [Fact]
    public void Superseded_while_soaking_it_has_succeeded_early() => TwoReleases.Serving("v2").Live("v2", "v1").Superseded()
        .Has("v1 web.1", it => it.Healthy().Draining())
        .Has("v2 web.1", it => it.Healthy().Routed())
        .Plan().ShouldBe("""
        Soaking: live; a newer deployment follows
        rollout succeeded — live; a newer deployment follows
        """);
}
