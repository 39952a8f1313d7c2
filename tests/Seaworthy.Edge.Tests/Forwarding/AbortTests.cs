using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>Who goes away in the middle of something.</summary>
public sealed class AbortTests
{
    public static TheoryData<string, bool> Truncated { get; } = new(
        from answer in new[]
        {
            "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n0\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\nzz\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nonly this\r\n0\r\n\r\n",
        }
        from reset in new[] { false, true }
        select (answer, reset));

    [Theory]
    [MemberData(nameof(Truncated))]
    public async Task A_truncated_answer_never_looks_whole(string answer, bool reset)
    {
        var mayEnd = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync(answer);
            await mayEnd.Task;
            if (reset)
                connection.Reset();
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        mayEnd.SetResult();

        // Either the client has been told nothing of success, or it sees the connection break off inside the body.
        var outcome = await OutcomeAsync(client);
        outcome.ShouldBeOneOf("broken off", "502");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_client_that_goes_away_while_the_app_thinks_ends_the_apps_request()
    {
        var asked = new TaskCompletionSource();
        var ended = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            asked.SetResult();
            ended.SetResult(await connection.HowItEndsAsync(RawConnection.Patience));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using (var client = await edge.ConnectAsync())
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            await asked.Task.Soon();
            (await edge.StatusAsync()).Targets[upstream.Instance].InFlight.ShouldBe(1);
        }

        (await ended.Task).ShouldNotBe("open");
        await edge.QuietAsync();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_that_goes_away_in_the_middle_of_an_answer_ends_the_apps_request(bool reset)
    {
        var ended = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            try
            {
                while (true)
                    await connection.SendAsync(new byte[100_000]);
            }
            finally
            {
                ended.SetResult();
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        await client.ReadHeadAsync();

        if (reset)
            client.Reset();
        else
            client.Close();

        await ended.Task.Soon();
        await edge.QuietAsync();
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nonly this")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n9\r\nonly this\r\n")]
    public async Task A_truncated_upload_never_looks_whole_to_the_app(string upload)
    {
        var begun = new TaskCompletionSource();
        var seen = new TaskCompletionSource<Exception?>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            var head = await connection.ReadHeadAsync();
            begun.SetResult();
            seen.SetResult(await Record.ExceptionAsync(() => connection.ReadBodyAsync(head!)));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using (var client = await edge.ConnectAsync())
        {
            await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.test\r\n{upload}");
            await begun.Task.Soon();
        }

        (await seen.Task.Soon()).ShouldNotBeNull();
        await edge.QuietAsync();
    }

    [Fact]
    public async Task Many_clients_that_go_away_leave_nothing_behind()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            while (await connection.ReadMessageAsync() is not null)
            {
                await Task.Delay(Random.Shared.Next(5));
                await connection.SendAsync(TestUpstream.Ok(new string('x', 20_000)));
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);

        await Parallel.ForAsync(0, 400, new ParallelOptions { MaxDegreeOfParallelism = 20 }, async (i, token) =>
        {
            var client = await edge.ConnectAsync();
            await client.SendAsync(i % 2 == 0 ? "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n" : "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 10\r\n\r\nhalf");
            await Task.Delay(Random.Shared.Next(8), token);
            if (i % 3 == 0)
                client.Reset();
            else
                client.Close();
        });

        await edge.QuietAsync();
        (await edge.GetAsync()).Status.ShouldBe(200);
    }

    private static async Task<string> OutcomeAsync(RawConnection client)
    {
        try
        {
            return (await client.ReadMessageAsync())?.Status.ToString() ?? "broken off";
        }
        catch (Exception e) when (e is EndOfStreamException or System.Net.Sockets.SocketException or FormatException)
        {
            return "broken off";
        }
    }
}
