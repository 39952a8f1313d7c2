using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>Everything ends at some time, and the client is told whose fault it was.</summary>
public sealed class TimeoutTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Sweep = TimeSpan.FromMilliseconds(50);

    [Fact]
    public async Task An_app_that_does_not_answer_is_a_504()
    {
        var ended = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection => ended.SetResult(await connection.HowItEndsAsync(RawConnection.Patience)));
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Response = Short, Sweep = Sweep }, upstream);

        (await edge.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello")).Status.ShouldBe(504);

        (await ended.Task).ShouldNotBe("open");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_long_upload_does_not_count_as_the_apps_silence()
    {
        await using var upstream = TestUpstream.Answering(request => TestUpstream.Ok(request.Body));
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Response = TimeSpan.FromMilliseconds(600), Sweep = Sweep }, upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\n");

        for (var i = 0; i < 10; i++)
        {
            await Task.Delay(150, TestContext.Current.CancellationToken);
            await client.SendAsync("x");
        }

        (await client.ReadMessageAsync())!.Body.ShouldBe("xxxxxxxxxx");
    }

    [Fact]
    public async Task An_upload_that_stops_is_a_408()
    {
        await using var upstream = TestUpstream.Saying("never");
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Response = Short, Sweep = Sweep }, upstream);

        (await edge.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhalf")).Status.ShouldBe(408);

        upstream.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task A_body_that_stops_breaks_off()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nsome");
            await connection.HowItEndsAsync(RawConnection.Patience);
        });
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { BodyIdle = Short, Sweep = Sweep }, upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await client.ReadHeadAsync())!.Status.ShouldBe(200);

        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_client_that_does_not_finish_its_headers_is_cut_off()
    {
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { RequestHead = TimeSpan.FromSeconds(1) });
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\nX-Slow");

        (await client.ReadMessageAsync())!.Status.ShouldBe(408);
        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
    }

    [Fact]
    public async Task An_idle_connection_to_an_app_is_closed_before_the_app_would_do_it()
    {
        var ended = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync(TestUpstream.Ok("a"));
            ended.TrySetResult(await connection.HowItEndsAsync(RawConnection.Patience));
        });
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { UpstreamIdle = Short, Sweep = Sweep }, upstream);

        await edge.GetAsync();

        (await ended.Task).ShouldBe("closed");
    }

    [Fact]
    public async Task An_app_that_says_how_long_it_keeps_a_connection_is_heeded()
    {
        var ended = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nKeep-Alive: timeout=1\r\nContent-Length: 0\r\n\r\n");
            ended.TrySetResult(await connection.HowItEndsAsync(RawConnection.Patience));
        });
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { UpstreamIdle = TimeSpan.FromMinutes(1), Sweep = Sweep }, upstream);
        var clock = System.Diagnostics.Stopwatch.StartNew();

        await edge.GetAsync();

        (await ended.Task).ShouldBe("closed");
        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_control_socket_still_answers()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Connections = 2 }, upstream);
        await using var one = await edge.ConnectAsync();
        await using var two = await edge.ConnectAsync();
        await one.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await one.ReadMessageAsync())!.Status.ShouldBe(200);
        await two.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await two.ReadMessageAsync())!.Status.ShouldBe(200);

        await using var three = await edge.ConnectAsync();

        (await three.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        (await edge.StatusAsync()).Version.ShouldBe(1);
    }
}
