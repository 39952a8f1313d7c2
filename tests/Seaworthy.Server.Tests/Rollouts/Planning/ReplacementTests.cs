namespace Seaworthy.Server.Tests.Rollouts.Planning;

/// <summary>An instance in whose place another was asked for serves until that is healthy.</summary>
public sealed class ReplacementTests
{
    private static Facts Serving => Facts.App().Release("v1").Serving("v1");

    [Fact]
    public void Another_is_made_beside_it_first() => Serving.Has("v1 web.1", it => it.Healthy().Routed().ReplaceAsked()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 reserve — 1 wanted
        """);

    [Fact]
    public void Until_the_other_is_healthy_it_stays() => Serving.Has("v1 web.1", it => it.Healthy().Routed().ReplaceAsked()).Has("v1 web.1", it => it.Runs().Twin()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        (look again in 1 s)
        """);

    [Fact]
    public void Then_it_drains() => Serving.Has("v1 web.1", it => it.Healthy().Routed().ReplaceAsked()).Has("v1 web.1", it => it.Healthy().Twin()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — another has taken its place
        """);

    [Fact]
    public void Of_two_only_the_one_that_was_asked_for_goes() => Serving.Replicas(2)
        .Has("v1 web.1", it => it.Healthy().Routed())
        .Has("v1 web.2", it => it.Healthy().Routed().ReplaceAsked())
        .Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.2 reserve — 2 wanted
        """);

    [Fact]
    public void What_cannot_be_twice_goes_first() => Facts.App().Release("v1", Processes.Web().StopFirst()).Serving("v1").Has("v1 web.1", it => it.Healthy().Routed().ReplaceAsked()).Plan().ShouldBe("""
        Idle: nothing is being rolled out
        v1 web.1 drain — another is to take its place, and two cannot be at once
        """);
}
