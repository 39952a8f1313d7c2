using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Control;

public sealed class StatusTests
{
    [Fact]
    public async Task A_request_is_in_flight_until_its_answer_has_ended_even_after_its_instance_has_left_the_table()
    {
        var mayEnd = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nha");
            await mayEnd.Task;
            await connection.SendAsync("lf");
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        (await edge.StatusAsync()).Targets[upstream.Instance].ShouldBe(new TargetStatus(0, 0));
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await client.ReadHeadAsync())!.Status.ShouldBe(200);

        (await edge.StatusAsync()).Targets[upstream.Instance].ShouldBe(new TargetStatus(1, 0));
        await edge.PutAsync();
        (await edge.StatusAsync()).Targets[upstream.Instance].ShouldBe(new TargetStatus(1, 0));
        mayEnd.SetResult();

        (await client.ReadAsync(4)).ShouldBe("half");
        await edge.QuietAsync();
        (await edge.StatusAsync()).Targets.ShouldBeEmpty();
    }

    [Fact]
    public async Task Counters_count_per_app()
    {
        await using var upstream = TestUpstream.Answering(request => request.StartLine.Split(' ')[1] switch
        {
            "/missing" => "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
            "/moved" => "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n",
            "/broken" => "HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n",
            _ => TestUpstream.Ok("1234567"),
        });
        var app = Tables.App("app.test", upstream);
        var stopped = Tables.App("stopped.test", AppState.Stopped);
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(app, stopped);

        await edge.GetAsync();
        await edge.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
        foreach (var path in new[] { "/missing", "/moved", "/broken" })
            await edge.GetAsync(path);
        await edge.GetAsync(host: "stopped.test");
        await edge.GetAsync(host: "unknown.test");
        await edge.PutAsync(app, stopped);

        var status = await edge.Client.GetCountersAsync(TestContext.Current.CancellationToken);
        var counters = status.Apps.ShouldNotBeNull()[app.App];
        counters.Requests.ShouldBe(5);
        counters.Statuses.ShouldBe(new StatusClasses(Upgraded: 0, Success: 2, Redirection: 1, ClientError: 1, ServerError: 1));
        counters.Latency.Buckets.Count.ShouldBe(LatencyHistogram.Bounds.Count + 1);
        counters.Latency.Buckets.Sum().ShouldBe(5);
        counters.Latency.SumSeconds.ShouldBeGreaterThan(0);
        counters.BytesIn.ShouldBe(5);
        counters.BytesOut.ShouldBe(14);
        status.Apps[stopped.App].Statuses.ServerError.ShouldBe(1);
        status.Apps[stopped.App].Latency.Buckets.Sum().ShouldBe(0);
        (await edge.StatusAsync()).Apps.ShouldBeNull();

        await edge.PutAsync();
        (await edge.Client.GetCountersAsync(TestContext.Current.CancellationToken)).Apps.ShouldNotBeNull().ShouldBeEmpty();
    }
}
