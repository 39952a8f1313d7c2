using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

public sealed class BodyTests
{
    public static TheoryData<int> Sizes { get; } = new(0, 1, 100, 4_095, 4_096, 8_000, 8_192, 20_000, 65_536, 1_000_001);

    [Fact]
    public async Task One_connection_to_the_app_serves_many_requests()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            (await client.ReadMessageAsync())!.Body.ShouldBe("hello");
        }

        upstream.Connections.ShouldBe(1);
        upstream.Requests.ShouldBe(20);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_body_of_known_length_arrives_as_it_was_sent(int size)
    {
        var body = Noise(size);
        await using var upstream = TestUpstream.Answering(request => TestUpstream.Ok(request.Body));
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await SendAndReadAsync(edge, $"POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: {size}\r\n\r\n", body);

        (answer.Body == body).ShouldBeTrue();
        upstream.Last!["Transfer-Encoding"].ShouldBeNull();
        upstream.Last["Content-Length"].ShouldBe(size.ToString());
        answer["Content-Length"].ShouldBe(size.ToString());
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public async Task A_chunked_body_arrives_as_it_was_sent(int size)
    {
        var body = Noise(size);
        await using var upstream = TestUpstream.Answering(request => Chunked(request.Body));
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            var sending = client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks(body));
            var answer = await client.ReadMessageAsync();
            await sending;
            (answer!.Body == body).ShouldBeTrue();
            answer["Transfer-Encoding"].ShouldBe("chunked");
            answer["Content-Length"].ShouldBeNull();
            upstream.Last!["Content-Length"].ShouldBeNull();
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Trailers_travel_in_both_directions_but_not_those_that_would_change_the_message()
    {
        await using var upstream = TestUpstream.Answering(_ =>
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: X-Sum\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 7\r\nContent-Length: 99\r\nX-Seaworthy-Upstream: me\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.SendAsync(
            "POST / HTTP/1.1\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Check: 5\r\nX-Forwarded-For: 6.6.6.6\r\n\r\n");

        upstream.Last!.Trailers.ShouldBe([("X-Check", "5")]);
        answer.Trailers.ShouldBe([("X-Sum", "7")]);
    }

    [Fact]
    public async Task An_HTTP10_client_gets_the_plain_body_of_a_chunked_answer()
    {
        await using var upstream = TestUpstream.Answering(_ => Chunked("hello"));
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.SendAsync("GET / HTTP/1.0\r\nHost: app.test\r\n\r\n");

        answer["Transfer-Encoding"].ShouldBeNull();
        answer["Connection"].ShouldBe("close");
        answer.Body.ShouldBe("hello");
        upstream.Last!.StartLine.ShouldBe("GET / HTTP/1.1");
    }

    [Fact]
    public async Task A_body_that_ends_with_its_connection_arrives_whole()
    {
        var body = Noise(100_000);
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\n" + body);
        });
        await using var edge = await TestEdge.ForAsync(upstream);

        ((await edge.GetAsync()).Body == body).ShouldBeTrue();
    }

    [Fact]
    public async Task An_answer_to_HEAD_has_the_headers_and_no_body()
    {
        await using var upstream = TestUpstream.Answering(request =>
            request.StartLine.StartsWith("HEAD", StringComparison.Ordinal) ? "HTTP/1.1 200 OK\r\nContent-Length: 1234\r\nX-A: b\r\n\r\n" : TestUpstream.Ok("next"));
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        var head = await client.ReadMessageAsync(hasBody: false);
        head!["Content-Length"].ShouldBe("1234");
        head["X-A"].ShouldBe("b");
        (await client.ReadMessageAsync())!.Body.ShouldBe("next");
        upstream.Connections.ShouldBe(1);
    }

    [Theory]
    [InlineData("204 No Content", "")]
    [InlineData("304 Not Modified", "Content-Length: 77\r\nETag: \"x\"\r\n")]
    [InlineData("205 Reset Content", "Content-Length: 0\r\n")]
    public async Task Statuses_without_a_body_have_none(string status, string headers)
    {
        await using var upstream = TestUpstream.Answering(_ => $"HTTP/1.1 {status}\r\n{headers}\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            (await client.ReadHeadAsync())!.Status.ToString().ShouldBe(status[..3]);
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Requests_in_a_row_on_one_connection_are_answered_in_order()
    {
        await using var upstream = TestUpstream.Answering(request => TestUpstream.Ok(request.StartLine + request.Body));
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(string.Concat(Enumerable.Range(1, 50).Select(i =>
            i % 2 == 0 ? $"GET /{i} HTTP/1.1\r\nHost: app.test\r\n\r\n" : $"POST /{i} HTTP/1.1\r\nHost: app.test\r\nContent-Length: 3\r\n\r\nabc")));

        for (var i = 1; i <= 50; i++)
            (await client.ReadMessageAsync())!.Body.ShouldBe(i % 2 == 0 ? $"GET /{i} HTTP/1.1" : $"POST /{i} HTTP/1.1abc");
    }

    [Fact]
    public async Task A_GET_may_have_a_body()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        await edge.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\n\r\nhello");

        upstream.Last!.Body.ShouldBe("hello");
    }

    [Fact]
    public async Task A_POST_without_a_body_says_so_to_the_app()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        await edge.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 0\r\n\r\n");

        upstream.Last!["Content-Length"].ShouldBe("0");
    }

    private static async Task<HttpText> SendAndReadAsync(TestEdge edge, string head, string body)
    {
        await using var client = await edge.ConnectAsync();
        var sending = client.SendAsync(head + body);
        var answer = await client.ReadMessageAsync();
        await sending;
        return answer.ShouldNotBeNull();
    }

    private static string Noise(int size) => string.Create(size, 0, static (text, _) =>
    {
        for (var i = 0; i < text.Length; i++)
            text[i] = (char)Random.Shared.Next(256);
    });

    private static string Chunked(string body) => "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + Chunks(body);

    /// <summary>Pieces of every length from 1 up.</summary>
    private static string Chunks(string body)
    {
        var text = new System.Text.StringBuilder();
        for (int at = 0, size = 1; at < body.Length; at += size, size = size * 3 % 40_009 + 1)
        {
            size = Math.Min(size, body.Length - at);
            text.Append($"{size:x}\r\n").Append(body, at, size).Append("\r\n");
        }
        return text.Append("0\r\n\r\n").ToString();
    }
}
