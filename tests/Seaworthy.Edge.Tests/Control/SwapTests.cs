using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Control;

public sealed class SwapTests
{
    /// <summary>
    /// What a deployment relies on: after a PUT has returned and the old instance has nothing in flight, it can be killed. Here it
    /// counts every request that reaches it after that moment.
    /// </summary>
    [Fact]
    public async Task Under_load_no_request_fails_and_none_reaches_an_instance_that_was_removed_and_drained()
    {
        await using var edge = await TestEdge.StartAsync();
        var current = new Generation();
        await edge.PutAsync(Tables.App("app.test", current.Upstream));
        using var stop = new CancellationTokenSource();
        var load = Enumerable.Range(0, 16).Select(_ => LoadAsync(edge, stop.Token)).ToArray();
        var late = 0;

        for (var swap = 0; swap < 60; swap++)
        {
            var next = new Generation();
            await edge.PutAsync(Tables.App("app.test", next.Upstream));
            await Testing.Eventually.Get(async _ => await edge.StatusAsync(), status => !status.Targets.ContainsKey(current.Upstream.Instance),
                RawConnection.Patience, "the old instance is drained", TestContext.Current.CancellationToken);
            current.IsDead = true;
            await current.Upstream.DisposeAsync();
            late += current.Late;
            current = next;
        }
        await stop.CancelAsync();

        var requests = (await Task.WhenAll(load)).Sum();
        requests.ShouldBeGreaterThan(500);
        late.ShouldBe(0);
        await current.Upstream.DisposeAsync();
    }

    [Fact]
    public async Task Weights_share_out_the_requests_in_flight()
    {
        var mayEnd = new TaskCompletionSource();
        Func<RawConnection, Task> wait = async connection =>
        {
            await connection.ReadMessageAsync();
            await mayEnd.Task;
            await connection.SendAsync(TestUpstream.Ok("done"));
        };
        await using var light = TestUpstream.Start(wait);
        await using var heavy = TestUpstream.Start(wait);
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Serving, Tables.To(light, weight: 1), Tables.To(heavy, weight: 3)));

        var requests = new List<Task<HttpText>>();
        for (var i = 1; i <= 40; i++)
        {
            requests.Add(edge.GetAsync());
            await Testing.Eventually.Get(async _ => await edge.StatusAsync(), status => status.Targets.Values.Sum(target => target.InFlight) == i,
                RawConnection.Patience, "the request is in flight", TestContext.Current.CancellationToken);
        }

        var targets = (await edge.StatusAsync()).Targets;
        targets[light.Instance].InFlight.ShouldBe(10);
        targets[heavy.Instance].InFlight.ShouldBe(30);
        mayEnd.SetResult();
        (await Task.WhenAll(requests)).ShouldAllBe(answer => answer.Status == 200);
    }

    private static async Task<int> LoadAsync(TestEdge edge, CancellationToken stop)
    {
        var requests = 0;
        await using var client = await edge.ConnectAsync();
        while (!stop.IsCancellationRequested)
        {
            await client.SendAsync(requests % 2 == 0
                ? "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n"
                : "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
            (await client.ReadMessageAsync())!.Status.ShouldBe(200);
            requests++;
        }
        return requests;
    }

    private sealed class Generation
    {
        private int late;

        public Generation() => Upstream = TestUpstream.Answering(_ =>
        {
            if (IsDead)
                Interlocked.Increment(ref late);
            return TestUpstream.Ok("hello");
        });

        public TestUpstream Upstream { get; }

        public bool IsDead { get; set; }

        public int Late => Volatile.Read(ref late);
    }
}
