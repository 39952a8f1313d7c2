using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Listening;

/// <summary>What can be read in two ways is not handed on: the app sees no byte of it, and the connection ends.</summary>
public sealed class SmugglingTests
{
    private const string Smuggled = "GET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\n";

    public static TheoryData<string, string> Refused { get; } = new()
    {
        { "Content-Length and Transfer-Encoding", Post("Content-Length: 4\r\nTransfer-Encoding: chunked", "0\r\n\r\n") },
        { "Transfer-Encoding and Content-Length", Post("Transfer-Encoding: chunked\r\nContent-Length: 4", "0\r\n\r\n") },
        { "Content-Length twice, different", Post("Content-Length: 0\r\nContent-Length: 44", "") },
        { "Content-Length twice, equal", Post("Content-Length: 0\r\nContent-Length: 0", "") },
        { "Content-Length as a list", Post("Content-Length: 0, 0", "") },
        { "Content-Length negative", Post("Content-Length: -1", "") },
        { "Content-Length in hexadecimal", Post("Content-Length: 0x10", "") },
        { "Content-Length with a space inside", Post("Content-Length: 1 0", "") },
        { "Transfer-Encoding unknown", Post("Transfer-Encoding: xchunked", "0\r\n\r\n") },
        { "Transfer-Encoding with something before chunked", Post("Transfer-Encoding: gzip, chunked", "0\r\n\r\n") },
        { "Transfer-Encoding with something after chunked", Post("Transfer-Encoding: chunked, identity", "0\r\n\r\n") },
        { "Transfer-Encoding twice", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", "0\r\n\r\n") },
        { "Transfer-Encoding twice, the second one strange", Post("Transfer-Encoding: chunked\r\nTransfer-Encoding: x", "0\r\n\r\n") },
        { "Transfer-Encoding with a control character", Post("Transfer-Encoding:\vchunked", "0\r\n\r\n") },
        { "Transfer-Encoding with a space before the colon", Post("Transfer-Encoding : chunked", "0\r\n\r\n") },
        { "Transfer-Encoding in HTTP/1.0", "POST / HTTP/1.0\r\nHost: app.test\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n" },
        { "header name with a space before the colon", Get("X-A : b") },
        { "header name with parentheses", Get("X(a): b") },
        { "header line without a colon", Get("X-A") },
        { "header line without a name", Get(": b") },
        { "folded header line", Get("X-A: b\r\n c: d") },
        { "folded first header line", "GET / HTTP/1.1\r\n Host: app.test\r\n\r\n" },
        { "lone LF after a header", Get("X-A: b\nX-C: d") },
        { "lone LF everywhere", "GET / HTTP/1.1\nHost: app.test\n\n" },
        { "lone CR in a header", Get("X-A: b\rX-C: d") },
        { "NUL in a header", Get("X-A: b\0c") },
        { "two Hosts", "GET / HTTP/1.1\r\nHost: app.test\r\nHost: other.test\r\n\r\n" },
        { "no Host", "GET / HTTP/1.1\r\n\r\n" },
        { "Host with a space", "GET / HTTP/1.1\r\nHost: app.test x\r\n\r\n" },
        { "Host with a path", "GET / HTTP/1.1\r\nHost: app.test/x\r\n\r\n" },
        { "Host with a user", "GET / HTTP/1.1\r\nHost: other@app.test\r\n\r\n" },
        { "Host with a comma", "GET / HTTP/1.1\r\nHost: app.test, other.test\r\n\r\n" },
        { "Host with a strange port", "GET / HTTP/1.1\r\nHost: app.test:80x\r\n\r\n" },
        { "absolute form with another host", "GET http://other.test/ HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "two spaces in the first line", "GET  / HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "a space after the version", "GET / HTTP/1.1 \r\nHost: app.test\r\n\r\n" },
        { "a relative path", "GET x HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "NUL in the path", "GET /\0 HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "raw Latin-1 in the path", "GET /é HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "HTTP/1.2", "GET / HTTP/1.2\r\nHost: app.test\r\n\r\n" },
        { "a method with a strange character", "G@T / HTTP/1.1\r\nHost: app.test\r\n\r\n" },
        { "CONNECT", "CONNECT app.test:80 HTTP/1.1\r\nHost: app.test:80\r\n\r\n" },
        { "TRACE", "TRACE / HTTP/1.1\r\nHost: app.test\r\n\r\n" },
    };

    /// <summary>Here the head is in order and the app may see it, but never the end of the body.</summary>
    public static TheoryData<string, string> BadBodies { get; } = new()
    {
        { "lone LF in a chunk extension", "3;\nxx\r\nabc\r\n0\r\n\r\n" },
        { "lone CR in a chunk extension", "3;\rxx\r\nabc\r\n0\r\n\r\n" },
        { "lone LF after a chunk's size", "3\nabc\r\n0\r\n\r\n" },
        { "lone LF after a chunk", "3\r\nabc\n0\r\n\r\n" },
        { "chunk size with 0x", "0x3\r\nabc\r\n0\r\n\r\n" },
        { "chunk size with a sign", "+3\r\nabc\r\n0\r\n\r\n" },
        { "chunk size with a space", "3 \r\nabc\r\n0\r\n\r\n" },
        { "chunk size too large for a number", "fffffffffffffffff\r\nabc\r\n0\r\n\r\n" },
        { "chunk longer than its size", "3\r\nabcd\r\n0\r\n\r\n" },
        { "no chunk size", "\r\nabc\r\n0\r\n\r\n" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public async Task Is_refused_and_the_app_sees_nothing(string what, string request)
    {
        await using var upstream = TestUpstream.Saying("seen");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(request + Smuggled);

        (await client.ReadMessageAsync())!.Status.ShouldBeInRange(400, 505, what);
        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        upstream.Requests.ShouldBe(0);
        upstream.Connections.ShouldBe(0);
    }

    [Theory]
    [MemberData(nameof(BadBodies))]
    public async Task A_body_that_breaks_its_framing_never_looks_whole_to_the_app(string what, string body)
    {
        await using var upstream = TestUpstream.Saying("seen");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(Post("Transfer-Encoding: chunked", body) + Smuggled);

        (await client.ReadMessageAsync())!.Status.ShouldBe(400, what);
        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        upstream.Requests.ShouldBe(0);
    }

    [Fact]
    public async Task Http2_without_an_upgrade_is_not_spoken_here()
    {
        await using var upstream = TestUpstream.Saying("seen");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + Smuggled);

        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_number_that_only_we_would_accept_is_written_anew()
    {
        await using var upstream = TestUpstream.Saying("seen");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.SendAsync(Post("Content-Length: +3", "abc"))).Status.ShouldBe(200);

        upstream.Last!["Content-Length"].ShouldBe("3");
        upstream.Last.Body.ShouldBe("abc");
    }

    [Fact]
    public async Task Chunk_extensions_go_no_further()
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            (await connection.ReadHeadAsync())!["Transfer-Encoding"].ShouldBe("chunked");
            var first = await connection.ReadLineAsync();
            await connection.SendAsync(TestUpstream.Ok(first!));
        });
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.SendAsync(Post("Transfer-Encoding: chunked", "3;name=value\r\nabc\r\n0\r\n\r\n"))).Body.ShouldBe("3");
    }

    private static string Post(string headers, string body) => $"POST / HTTP/1.1\r\nHost: app.test\r\n{headers}\r\n\r\n{body}";

    private static string Get(string headers) => $"GET / HTTP/1.1\r\nHost: app.test\r\n{headers}\r\n\r\n";
}
