using System.Net;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Routing;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Tests.Balancing;

public sealed class LeastRequestsTests
{
    private readonly RoutedTarget a = Make();
    private readonly RoutedTarget b = Make();
    private readonly RoutedTarget c = Make();

    [Fact]
    public void Choose_AmongEquals_TakesEachSometimes()
    {
        var chosen = Enumerable.Range(0, 300).Select(_ => Choose()!).CountBy(target => target.Instance).ToList();

        chosen.Count.ShouldBe(3);
        chosen.ShouldAllBe(times => times.Value > 50);
    }

    [Fact]
    public void Choose_TakesTheOneWithFewestInFlight()
    {
        a.Live.Enter();
        b.Live.Enter();
        b.Live.Enter();

        Choose().ShouldBe(c);
        Choose(c.Live).ShouldBe(a);
        Choose(c.Live, a.Live).ShouldBe(b);
        Choose(c.Live, a.Live, b.Live).ShouldBeNull();
    }

    [Fact]
    public void Choose_PassesOverAnEjectedOne_ButNotIfThereIsNoOther()
    {
        a.Live.Ejection.Failed(0, 0);
        b.Live.Ejection.Failed(0, 0);

        Enumerable.Range(0, 50).Select(_ => Choose()).ShouldAllBe(target => target == c);
        Choose(c.Live).ShouldNotBeNull();
        Choose(c.Live, a.Live).ShouldBe(b);
    }

    [Fact]
    public void Choose_TriesAnEjectedOneOnceItsTimeIsOver()
    {
        a.Live.Ejection.Failed(0, 0);
        var later = TimeSpan.TicksPerMinute;

        LeastRequests.Choose([a, b, c], [], later).ShouldBe(a);
        LeastRequests.Choose([a, b, c], [], later).ShouldNotBe(a);
    }

    private RoutedTarget? Choose(params LiveTarget[] tried) => LeastRequests.Choose([a, b, c], tried, now: 0);

    private static RoutedTarget Make()
    {
        var ticker = new Ticker(TimeProvider.System);
        var limits = new EdgeLimits();
        var pool = new UpstreamPool(IPEndPoint.Parse("127.0.0.1:1"), new Upstream(limits, ticker, new Deadlines(ticker, limits.Sweep), new Seaworthy.Edge.HandingOver.Leaving(), Stopping: default));
        return new RoutedTarget(Guid.NewGuid(), "127.0.0.1:1", new LiveTarget(new Ejection(limits.FirstEjection, limits.LongestEjection)), pool, Weight: 1);
    }
}
