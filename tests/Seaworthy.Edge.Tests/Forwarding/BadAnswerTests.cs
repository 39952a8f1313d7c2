using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>What an app sends may be wrong, or meant to be: it is a 502 for this client and nothing for the next.</summary>
public sealed class BadAnswerTests
{
    public static TheoryData<string> Bad { get; } = new(
        "SSH-2.0-OpenSSH_9.2\r\n\r\n",
        "HTTP/2.0 200 OK\r\n\r\n",
        "HTTP/1.1 20 OK\r\n\r\n",
        "HTTP/1.1 2000 OK\r\n\r\n",
        "HTTP/1.1 099 OK\r\n\r\n",
        "HTTP/1.1 +20 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "HTTP/1.1 200 OK\r\nContent-Length: 1, 1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: +1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\na",
        "HTTP/1.1 200 OK\r\nContent-Length: \r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A : b\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\r\n folded\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\0c\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-A: b\rX-C: d\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nno colon\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 200 OK\r\nX-Half: ");

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Is_a_502(string answer)
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync(answer);
        });
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\nAccept: application/json\r\n\r\n");
            var told = await client.ReadMessageAsync();
            told!.Status.ShouldBe(502);
            told.Body.ShouldContain("bad_answer");
        }
    }

    [Fact]
    public async Task A_head_without_end_is_a_502()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync("HTTP/1.1 200 OK\r\n");
            while (true)
                await connection.SendAsync($"X-More: {new string('x', 5_000)}\r\n");
        });
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.GetAsync()).Status.ShouldBe(502);
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 205 Reset Content\r\nContent-Length: 5\r\n\r\n", 205)]
    [InlineData("HTTP/1.1 205 Reset Content\r\nTransfer-Encoding: chunked\r\n\r\n", 205)]
    [InlineData("HTTP/1.1 205 Reset Content\r\n\r\n", 205)]
    public async Task A_body_where_there_must_be_none_never_passes_for_the_next_answer(string head, int status)
    {
        await using var upstream = TestUpstream.Answering(_ => head);
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 1; i <= 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            (await client.ReadMessageAsync(hasBody: false))!.Status.ShouldBe(status);
            upstream.Connections.ShouldBe(i);
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 204)]
    [InlineData("HTTP/1.1 205 Reset Content\r\nContent-Length: 0\r\n\r\n", 205)]
    [InlineData("HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 304)]
    public async Task An_answer_that_ends_with_its_head_leaves_the_connection_to_the_next(string head, int status)
    {
        await using var upstream = TestUpstream.Answering(_ => head);
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 2; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            (await client.ReadMessageAsync(hasBody: false))!.Status.ShouldBe(status);
        }

        upstream.Connections.ShouldBe(1);
    }

    [Fact]
    public async Task Lone_LFs_of_a_simple_app_are_understood()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 200\nX-A: b\nContent-Length: 5\n\nhello");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync();

        answer.Body.ShouldBe("hello");
        answer["X-A"].ShouldBe("b");
    }

    [Fact]
    public async Task The_same_length_twice_is_one_length()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.GetAsync())["Content-Length"].ShouldBe("5");
    }
}
