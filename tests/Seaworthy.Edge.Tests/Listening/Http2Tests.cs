using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Listening;

/// <summary>HTTP/2 in clear text with prior knowledge, beside HTTP/1.1, on the port and on Caddy's socket.</summary>
public sealed class Http2Tests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Both_protocols_are_spoken_at_the_same_place(bool overCaddysSocket)
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);
        using var client = Client(edge, overCaddysSocket);

        using var second = await client.GetAsync(new Uri("/a%2Fb?c", UriKind.Relative), Cancel);
        await using var first = overCaddysSocket ? await RawConnection.ToSocketAsync(edge.Options.CaddySocket) : await edge.ConnectAsync();
        await first.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        second.Version.ShouldBe(HttpVersion.Version20);
        (await second.Content.ReadAsStringAsync(Cancel)).ShouldBe("hello");
        (await first.ReadMessageAsync())!.Body.ShouldBe("hello");
    }

    [Fact]
    public async Task A_request_of_HTTP2_reaches_an_app_of_HTTP11_whole()
    {
        await using var upstream = TestUpstream.Answering(request => TestUpstream.Ok(request.Body));
        await using var edge = await TestEdge.ForAsync(upstream);
        using var client = Client(edge);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/a%2Fb?c=%20d") { Content = new EndlessContent("hello"), Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Headers.Add("Cookie", "a=1");
        request.Headers.Add("X-Own", "yes");

        using var answer = await client.SendAsync(request, Cancel);

        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe("hello");
        var seen = upstream.Last!;
        seen.StartLine.ShouldBe("POST /a%2Fb?c=%20d HTTP/1.1");
        seen["Host"].ShouldBe("app.test");
        seen["Transfer-Encoding"].ShouldBe("chunked");
        seen["Cookie"].ShouldBe("a=1");
        seen["X-Own"].ShouldBe("yes");
        seen["X-Forwarded-Proto"].ShouldBe("http");
        seen["X-Forwarded-For"].ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task Trailers_of_an_app_reach_the_client()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n5\r\nhello\r\n0\r\nX-Sum: 42\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);
        using var client = Client(edge);

        using var answer = await client.GetAsync(new Uri("/", UriKind.Relative), Cancel);

        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe("hello");
        answer.TrailingHeaders.GetValues("X-Sum").ShouldHaveSingleItem().ShouldBe("42");
    }

    [Fact]
    public async Task Each_stream_is_a_request_in_flight_until_it_ends()
    {
        var mayEnd = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await mayEnd.Task;
            await connection.SendAsync(TestUpstream.Ok("done"));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        using var client = Client(edge);

        var answers = Enumerable.Range(0, 5).Select(_ => client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel)).ToArray();

        await Seaworthy.Testing.Eventually.Get(
            async _ => await edge.StatusAsync(), status => status.Targets[upstream.Instance].InFlight == 5, RawConnection.Patience, "five are in flight", Cancel);
        mayEnd.SetResult();
        (await Task.WhenAll(answers)).ShouldAllBe(answer => answer == "done");
        await edge.QuietAsync();
        var counts = (await edge.Client.GetCountersAsync(Cancel)).Apps!.Values.ShouldHaveSingleItem();
        counts.ShouldSatisfyAllConditions(
            () => counts.Requests.ShouldBe(5), () => counts.Statuses.Success.ShouldBe(5), () => counts.BytesOut.ShouldBe(20), () => counts.Latency.Buckets.Sum().ShouldBe(5));
    }

    [Fact]
    public async Task A_stream_that_the_client_resets_is_no_longer_in_flight_and_the_others_live()
    {
        var mayEnd = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            var request = await connection.ReadMessageAsync();
            if (request!.StartLine.Contains("/forever", StringComparison.Ordinal))
                await connection.ReadToEndAsync();
            await mayEnd.Task;
            await connection.SendAsync(TestUpstream.Ok("done"));
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        using var client = Client(edge);
        using var giveUp = new CancellationTokenSource();
        var other = client.GetStringAsync(new Uri("/", UriKind.Relative), Cancel);
        var forever = client.GetStringAsync(new Uri("/forever", UriKind.Relative), giveUp.Token);
        await Seaworthy.Testing.Eventually.True(() => upstream.Connections == 2, RawConnection.Patience, "both are with the app", Cancel);

        await giveUp.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(forever);
        await Seaworthy.Testing.Eventually.Get(
            async _ => await edge.StatusAsync(), status => status.Targets[upstream.Instance].InFlight == 1, RawConnection.Patience, "one is in flight", Cancel);
        mayEnd.SetResult();
        (await other).ShouldBe("done");
    }

    [Fact]
    public async Task The_first_bytes_may_come_one_by_one()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var connection = await edge.ConnectAsync();

        foreach (var letter in "PUT / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n")
            await connection.SendAsync(letter.ToString());

        (await connection.ReadMessageAsync())!.Body.ShouldBe("hello");
    }

    /// <summary>One connection, HTTP/2 from its first byte.</summary>
    private static HttpClient Client(TestEdge edge, bool overCaddysSocket = false)
    {
        var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (_, cancel) =>
            {
                var socket = overCaddysSocket ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) : new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await socket.ConnectAsync(overCaddysSocket ? new UnixDomainSocketEndPoint(edge.Options.CaddySocket) : new IPEndPoint(IPAddress.Loopback, edge.Port), cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        return new HttpClient(handler) { BaseAddress = new Uri("http://app.test"), DefaultRequestVersion = HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
    }

    /// <summary>A body that does not say how long it is.</summary>
    private sealed class EndlessContent(string text) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(text)).AsTask();

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
