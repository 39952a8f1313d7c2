using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>No request is sent twice once an app may have seen it, and none fails that no app has seen.</summary>
public sealed class SentOnceTests
{
    private const string Warm = "GET /warm HTTP/1.1\r\nHost: app.test\r\n\r\n";

    public static TheoryData<string, bool, bool> EveryKind { get; } = new(
        from request in new[]
        {
            "GET /x HTTP/1.1\r\nHost: app.test\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello",
            "POST /x HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
        }
        from reused in new[] { false, true }
        from reset in new[] { false, true }
        select (request, reused, reset));

    [Theory]
    [MemberData(nameof(EveryKind))]
    public async Task A_request_that_the_app_read_before_it_closed_is_a_502_and_was_sent_once(string request, bool reused, bool reset)
    {
        await using var upstream = TestUpstream.Start(async (self, connection) =>
        {
            while (await connection.ReadMessageAsync() is { } seen)
            {
                if (seen.StartLine.Contains("/warm"))
                {
                    await connection.SendAsync(TestUpstream.Ok("warm"));
                    continue;
                }
                self.Count();
                if (reset)
                    connection.Reset();
                return;
            }
        });
        // A second instance of the same app would gladly take the request.
        await using var other = TestUpstream.Start(async (self, connection) =>
        {
            if (await connection.ReadMessageAsync() is not null)
                upstream.Count();
        });
        await using var edge = reused ? await TestEdge.ForAsync(upstream) : await TestEdge.ForAsync(upstream, other);
        await using var client = await edge.ConnectAsync();
        if (reused)
        {
            await client.SendAsync(Warm);
            (await client.ReadMessageAsync())!.Status.ShouldBe(200);
        }

        await client.SendAsync(request);

        (await client.ReadMessageAsync())!.Status.ShouldBe(502);
        upstream.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task A_connection_that_the_app_closed_while_it_was_idle_costs_no_request()
    {
        await using var upstream = TestUpstream.Start(async (self, connection) =>
        {
            await connection.ReadMessageAsync();
            self.Count();
            await connection.SendAsync(TestUpstream.Ok("once"));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 1; i <= 10; i++)
        {
            await client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
            (await client.ReadMessageAsync())!.Status.ShouldBe(200);
            await Eventually.True(() => upstream.Ended == i, RawConnection.Patience, "the app has closed", TestContext.Current.CancellationToken);
        }

        upstream.Requests.ShouldBe(10);
    }

    /// <summary>Such a body is not in the edge's memory: nothing may be sent on a connection that is already closed.</summary>
    [Fact]
    public async Task A_streamed_upload_is_not_lost_on_a_connection_that_the_app_closed_while_it_was_idle()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            var request = await connection.ReadMessageAsync();
            await connection.SendAsync(TestUpstream.Ok($"{request!.Body.Length}"));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 1; i <= 10; i++)
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100000\r\n\r\n{new string('x', 100_000)}");
            (await client.ReadMessageAsync())!.Body.ShouldBe("100000");
            await Eventually.True(() => upstream.Ended == i, RawConnection.Patience, "the app has closed", TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The app closes after a random short time, as one does whose keep-alive ends just when the next request comes.</summary>
    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n")]
    [InlineData("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello")]
    public async Task A_close_that_races_with_the_next_request_costs_no_request(string request)
    {
        await using var upstream = TestUpstream.Start(async (self, connection) =>
        {
            while (await connection.ReadMessageAsync() is not null)
            {
                self.Count();
                await connection.SendAsync(TestUpstream.Ok("again"));
                // Like a timer of the app's that fires now: whatever has arrived by then is not read.
                for (var spin = Random.Shared.Next(400); spin > 0; spin--)
                    Thread.SpinWait(20);
                if (connection.Socket.Available == 0)
                    return;
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        const int rounds = 2000;
        var failed = 0;
        for (var i = 0; i < rounds; i++)
        {
            await client.SendAsync(request);
            if ((await client.ReadMessageAsync())!.Status != 200)
                failed++;
        }

        // What arrives between the app's last look and its close is acknowledged by its kernel: nobody could tell that it was not read.
        failed.ShouldBeLessThanOrEqualTo(rounds / 20);
        upstream.Requests.ShouldBe(rounds - failed);
        upstream.Connections.ShouldBeGreaterThan(rounds / 10);
    }

    [Fact]
    public async Task A_refused_connection_leads_to_another_instance()
    {
        await using var gone = TestUpstream.Refusing();
        await using var upstream = TestUpstream.Saying("here");
        await using var edge = await TestEdge.ForAsync(gone, upstream);

        for (var i = 0; i < 20; i++)
        {
            var answer = await edge.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");
            answer.Body.ShouldBe("here");
        }

        upstream.Requests.ShouldBe(20);
    }

    [Fact]
    public async Task A_body_that_streams_reaches_the_instance_that_took_the_connection_whole()
    {
        await using var gone = TestUpstream.Refusing();
        await using var upstream = TestUpstream.Saying("thanks");
        await using var edge = await TestEdge.ForAsync(gone, upstream);
        var body = new string('x', 300_000);

        for (var i = 0; i < 5; i++)
        {
            var answer = await edge.SendAsync($"POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: {body.Length}\r\n\r\n{body}");
            answer.Body.ShouldBe("thanks");
            (upstream.Last!.Body == body).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task With_all_instances_refusing_each_is_tried_and_then_the_client_is_told()
    {
        await using var one = TestUpstream.Refusing();
        await using var two = TestUpstream.Refusing();
        await using var edge = await TestEdge.ForAsync(one, two);

        for (var i = 0; i < 5; i++)
            (await edge.GetAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task A_connection_that_carries_unasked_bytes_is_not_used_again()
    {
        await using var upstream = TestUpstream.Answering(_ => TestUpstream.Ok("a") + "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsneaky");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 3; i++)
        {
            await client.SendAsync(Warm);
            (await client.ReadMessageAsync())!.Body.ShouldBe("a");
        }

        upstream.Connections.ShouldBe(3);
    }
}
