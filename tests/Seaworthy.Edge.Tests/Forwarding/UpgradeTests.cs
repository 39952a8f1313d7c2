using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>WebSockets and other upgrades: from the handshake on, bytes are bytes.</summary>
public sealed class UpgradeTests
{
    private const string Handshake =
        "GET /socket HTTP/1.1\r\nHost: app.test\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

    private static readonly Func<RawConnection, Task> EchoSocket = async connection =>
    {
        var request = await connection.ReadHeadAsync();
        if (request!["Upgrade"] != "websocket" || request["Connection"] != "Upgrade" || request["Sec-WebSocket-Key"] is null)
        {
            await connection.SendAsync("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n");
            return;
        }
        // The first bytes come together with the head.
        await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: abc\r\n\r\nwelcome\n");
        while (await connection.ReadLineAsync() is { } line && line != "bye")
            await connection.SendAsync($"echo {line}\n");
    };

    [Fact]
    public async Task A_socket_carries_bytes_both_ways_until_the_app_ends_it()
    {
        await using var upstream = TestUpstream.Start(EchoSocket);
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await OpenAsync(edge);

        for (var i = 0; i < 50; i++)
            await EchoAsync(client, $"line {i}");
        await EchoAsync(client, new string('x', 200_000));
        await client.SendAsync("bye\n");

        (await client.ReadToEndAsync()).ShouldBe("");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task Frames_sent_together_with_the_handshake_arrive()
    {
        await using var upstream = TestUpstream.Start(EchoSocket);
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(Handshake + "early\n");

        (await client.ReadHeadAsync())!.Status.ShouldBe(101);
        (await client.ReadLineAsync()).ShouldBe("welcome");
        (await client.ReadLineAsync()).ShouldBe("echo early");
    }

    [Fact]
    public async Task The_last_words_of_a_client_reach_the_app()
    {
        var last = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nwelcome\n");
            last.SetResult(await connection.ReadToEndAsync());
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using (var client = await OpenAsync(edge))
            await client.SendAsync("farewell");

        (await last.Task.Soon()).ShouldBe("farewell");
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_socket_survives_changes_of_other_apps_and_of_its_own()
    {
        await using var upstream = TestUpstream.Start(EchoSocket);
        await using var next = TestUpstream.Saying("next release");
        await using var other = TestUpstream.Saying("other app");
        var app = Tables.App("app.test", upstream);
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(app);
        await using var client = await OpenAsync(edge);

        await edge.PutAsync(app, Tables.App("other.test", other));
        await EchoAsync(client, "after another app's change");
        await edge.PutAsync(app with { Targets = [Tables.To(next)] });
        await EchoAsync(client, "after a new release of its own");
        (await edge.GetAsync()).Body.ShouldBe("next release");
        await edge.PutAsync();
        await EchoAsync(client, "after the app has gone");

        var status = await edge.StatusAsync();
        status.Targets[upstream.Instance].ShouldBe(new(InFlight: 1, Sockets: 1));
        await client.SendAsync("bye\n");
        (await client.ReadToEndAsync()).ShouldBe("");
        await Eventually.Get(async _ => await edge.StatusAsync(), seen => !seen.Targets.ContainsKey(upstream.Instance), RawConnection.Patience,
            "an instance without a route and with nothing in flight is forgotten", TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_silent_socket_is_not_ended_by_time_limits()
    {
        await using var upstream = TestUpstream.Start(EchoSocket);
        var limits = new EdgeLimits
        {
            BodyIdle = TimeSpan.FromMilliseconds(200),
            Response = TimeSpan.FromMilliseconds(500),
            ClientIdle = TimeSpan.FromMilliseconds(500),
            Sweep = TimeSpan.FromMilliseconds(50),
        };
        await using var edge = await TestEdge.ForAsync(limits, upstream);
        await using var client = await OpenAsync(edge);

        (await client.HowItEndsAsync(TimeSpan.FromSeconds(2))).ShouldBe("open");
        await EchoAsync(client, "still here");
    }

    [Fact]
    public async Task One_socket_too_many_is_a_503()
    {
        await using var upstream = TestUpstream.Start(EchoSocket);
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Sockets = 1 }, upstream);
        await using var first = await OpenAsync(edge);

        (await edge.SendAsync(Handshake)).Status.ShouldBe(503);

        await EchoAsync(first, "still here");
        var counted = (await edge.Client.GetCountersAsync(TestContext.Current.CancellationToken)).Apps!.Values.Single();
        (counted.Statuses.Upgraded, counted.Statuses.ServerError, counted.Requests).ShouldBe((1, 1, 2));
    }

    [Fact]
    public async Task An_app_may_refuse_an_upgrade()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 426 Upgrade Required\r\nContent-Length: 2\r\n\r\nno");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(Handshake + "GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        (await client.ReadMessageAsync())!.Status.ShouldBe(426);
        (await client.ReadMessageAsync())!.Status.ShouldBe(426);
    }

    [Fact]
    public async Task An_upgrade_that_nobody_asked_for_is_a_502()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.GetAsync()).Status.ShouldBe(502);
    }

    [Fact]
    public async Task Cleartext_HTTP2_is_not_offered_to_an_app()
    {
        await using var upstream = TestUpstream.Saying("plain");
        await using var edge = await TestEdge.ForAsync(upstream);

        await edge.GetAsync(headers: "Connection: Upgrade\r\nUpgrade: h2c\r\n");

        upstream.Last!["Upgrade"].ShouldBeNull();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_one_side_of_a_socket_breaks_the_other_ends(bool clientBreaks)
    {
        var opened = new TaskCompletionSource<RawConnection>();
        var ended = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nwelcome\n");
            opened.SetResult(connection);
            ended.SetResult(await connection.HowItEndsAsync(RawConnection.Patience));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await OpenAsync(edge);
        var app = await opened.Task.Soon();

        if (clientBreaks)
        {
            client.Reset();
            (await ended.Task).ShouldNotBe("open");
        }
        else
        {
            app.Reset();
            (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        }
        await edge.QuietAsync();
    }

    private static async Task<RawConnection> OpenAsync(TestEdge edge)
    {
        var client = await edge.ConnectAsync();
        await client.SendAsync(Handshake);
        var answer = await client.ReadHeadAsync();
        answer!.Status.ShouldBe(101);
        answer["Upgrade"].ShouldBe("websocket");
        answer["Connection"].ShouldBe("Upgrade");
        (await client.ReadLineAsync()).ShouldBe("welcome");
        return client;
    }

    private static async Task EchoAsync(RawConnection client, string text)
    {
        var sending = client.SendAsync(text + "\n");
        ((await client.ReadLineAsync()) == "echo " + text).ShouldBeTrue();
        await sending;
    }
}
