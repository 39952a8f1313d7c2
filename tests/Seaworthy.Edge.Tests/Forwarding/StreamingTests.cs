using System.Diagnostics;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>Nothing waits in the edge for more to come.</summary>
public sealed class StreamingTests
{
    [Fact]
    public async Task Each_event_of_a_stream_arrives_when_it_is_sent()
    {
        var next = new SemaphoreSlim(0);
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; ; i++)
            {
                await next.WaitAsync();
                await connection.SendAsync($"9\r\ndata: {i:00}\n\r\n");
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await client.ReadHeadAsync())!["Content-Type"].ShouldBe("text/event-stream");

        var slowest = TimeSpan.Zero;
        for (var i = 0; i < 20; i++)
        {
            var clock = Stopwatch.StartNew();
            next.Release();
            (await client.ReadLineAsync()).ShouldBe("9");
            (await client.ReadAsync(11)).ShouldBe($"data: {i:00}\n\r\n");
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        // Far more than it takes, far less than any buffer would wait.
        slowest.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_stream_that_ends_with_its_connection_arrives_piece_by_piece()
    {
        var next = new SemaphoreSlim(0);
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n\r\n");
            for (var i = 0; i < 5; i++)
            {
                await next.WaitAsync();
                await connection.SendAsync($"{i}");
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n");
        await client.ReadHeadAsync();

        for (var i = 0; i < 5; i++)
        {
            next.Release();
            (await client.ReadAsync(1)).ShouldBe($"{i}");
        }
        (await client.ReadToEndAsync()).ShouldBe("");
    }

    [Theory]
    [InlineData("Content-Length: 30", "")]
    [InlineData("Transfer-Encoding: chunked", "3\r\n")]
    public async Task Each_piece_of_an_upload_reaches_the_app_when_it_is_sent(string framing, string before)
    {
        var pieces = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            for (var i = 0; i < 10; i++)
            {
                if (before.Length > 0)
                    (await connection.ReadLineAsync()).ShouldBe("3");
                await pieces.Writer.WriteAsync(await connection.ReadAsync(3));
                if (before.Length > 0)
                    await connection.ReadLineAsync();
            }
            await connection.SendAsync(TestUpstream.Ok("all"));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync($"POST / HTTP/1.1\r\nHost: app.test\r\n{framing}\r\n\r\n");

        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync($"{before}{i:000}{(before.Length > 0 ? "\r\n" : "")}");
            (await pieces.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Soon()).ShouldBe($"{i:000}");
        }
        if (before.Length > 0)
            await client.SendAsync("0\r\n\r\n");

        (await client.ReadMessageAsync())!.Body.ShouldBe("all");
    }

    [Fact]
    public async Task An_answer_may_come_while_the_upload_goes_on()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            for (var i = 0; i < 3; i++)
                await connection.SendAsync($"3\r\n{await connection.ReadAsync(3)}\r\n");
            await connection.SendAsync("0\r\n\r\n");
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 9\r\n\r\n");
        (await client.ReadHeadAsync())!.Status.ShouldBe(200);

        foreach (var piece in new[] { "abc", "def", "ghi" })
        {
            await client.SendAsync(piece);
            await client.ReadLineAsync();
            (await client.ReadAsync(5)).ShouldBe(piece + "\r\n");
        }
        (await client.ReadAsync(5)).ShouldBe("0\r\n\r\n");
    }

    [Fact]
    public async Task A_refusal_in_the_middle_of_an_upload_reaches_the_client()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 413 Payload Too Large\r\nContent-Length: 5\r\nConnection: close\r\n\r\nlarge");
            // A well-behaved server closes its side first and then reads on for a moment.
            connection.Socket.Shutdown(System.Net.Sockets.SocketShutdown.Send);
            await connection.ReadToEndAsync();
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 100000000\r\n\r\n" + new string('x', 50_000));

        var answer = await client.ReadMessageAsync();
        answer!.Status.ShouldBe(413);
        answer.Body.ShouldBe("large");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_slow_client_holds_up_the_app_and_not_the_edges_memory()
    {
        long sent = 0;
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n");
            var piece = new byte[64 * 1024];
            while (true)
            {
                await connection.SendAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();
        client.Socket.ReceiveBufferSize = 4096;
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        long before = -1;
        await Eventually.Get(
            async token =>
            {
                await Task.Delay(200, token);
                return (Before: Interlocked.Exchange(ref before, Interlocked.Read(ref sent)), Now: Interlocked.Read(ref sent));
            },
            seen => seen.Before == seen.Now && seen.Now > 0, TimeSpan.FromSeconds(10), "the app can send no more", TestContext.Current.CancellationToken);

        // Kernel buffers of three sockets at most: a buffering proxy would have swallowed the gigabyte.
        Interlocked.Read(ref sent).ShouldBeLessThan(50_000_000);
    }
}
