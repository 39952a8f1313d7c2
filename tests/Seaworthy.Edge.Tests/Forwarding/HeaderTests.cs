using System.Net;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

public sealed class HeaderTests
{
    [Fact]
    public async Task The_path_and_query_go_through_untouched()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        foreach (var path in new[] { "/a%2Fb%20c?d=%41&e=/../f", "//double//slash", "/../up/./x", "/;p=1?", "/ä".Replace("ä", "%C3%A4"), "/a?b?c#d" })
        {
            await edge.GetAsync(path);
            upstream.Last!.StartLine.ShouldBe($"GET {path} HTTP/1.1");
        }
    }

    [Theory]
    [InlineData("http://app.test/a?b", "/a?b")]
    [InlineData("http://app.test", "/")]
    [InlineData("http://app.test?x", "/?x")]
    public async Task The_absolute_form_becomes_a_path(string target, string path)
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.GetAsync(target)).Status.ShouldBe(200);

        upstream.Last!.StartLine.ShouldBe($"GET {path} HTTP/1.1");
    }

    [Fact]
    public async Task OPTIONS_of_everything_stays_a_star()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.SendAsync("OPTIONS * HTTP/1.1\r\nHost: app.test\r\n\r\n")).Status.ShouldBe(200);

        upstream.Last!.StartLine.ShouldBe("OPTIONS * HTTP/1.1");
    }

    [Fact]
    public async Task Methods_of_any_name_go_through()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        foreach (var method in new[] { "PATCH", "DELETE", "PROPFIND", "X-OWN", "get" })
        {
            await edge.SendAsync($"{method} / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            upstream.Last!.StartLine.ShouldBe($"{method} / HTTP/1.1");
        }
    }

    [Fact]
    public async Task Host_and_other_headers_are_kept_byte_for_byte_and_line_for_line()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\nX-Bytes: \u00e4\u00ff\r\nServer: mine\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync(host: "App.Test:8080", headers: "X-Two: 1\r\nX-Two: 2\r\nX-Bytes: \u00e4\u00ff\r\nX-Empty:\r\nCookie: a=1; b=2\r\n");

        var seen = upstream.Last!;
        seen["Host"].ShouldBe("App.Test:8080");
        seen.All("X-Two").ShouldBe(["1", "2"]);
        seen["X-Bytes"].ShouldBe("\u00e4\u00ff");
        seen["X-Empty"].ShouldBe("");
        seen["Cookie"].ShouldBe("a=1; b=2");
        seen["Via"].ShouldBeNull();
        answer.All("Set-Cookie").ShouldBe(["a=1", "b=2"]);
        answer["X-Bytes"].ShouldBe("\u00e4\u00ff");
        answer["Server"].ShouldBe("mine");
        answer["Via"].ShouldBeNull();
    }

    [Fact]
    public async Task What_belongs_to_one_connection_goes_no_further()
    {
        await using var upstream = TestUpstream.Answering(_ =>
            "HTTP/1.1 200 OK\r\nConnection: X-Hop, keep-alive\r\nX-Hop: 1\r\nKeep-Alive: timeout=9\r\nProxy-Authenticate: x\r\nUpgrade: h2c\r\nX-Stay: 1\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync(headers: "Connection: X-Hop , Authorization\r\nX-Hop: 1\r\nAuthorization: a\r\nKeep-Alive: 5\r\n" +
            "Proxy-Connection: keep-alive\r\nProxy-Authorization: x\r\nTE: trailers\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\nX-Stay: 1\r\n");

        foreach (var name in new[] { "Connection", "X-Hop", "Authorization", "Keep-Alive", "Proxy-Connection", "Proxy-Authorization", "TE", "Upgrade", "HTTP2-Settings" })
            upstream.Last![name].ShouldBeNull(name);
        upstream.Last!["X-Stay"].ShouldBe("1");
        foreach (var name in new[] { "Connection", "X-Hop", "Keep-Alive", "Proxy-Authenticate", "Upgrade" })
            answer[name].ShouldBeNull(name);
        answer["X-Stay"].ShouldBe("1");
    }

    [Fact]
    public async Task A_visitor_cannot_pretend_to_be_a_proxy()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);

        await edge.GetAsync(headers: "X-Forwarded-For: 6.6.6.6\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil.test\r\nX-Forwarded-Port: 443\r\nX-Forwarded-Prefix: /x\r\n" +
            "Forwarded: for=6.6.6.6\r\nX-Real-IP: 6.6.6.6\r\nX_Forwarded_For: 6.6.6.6\r\nX-Forwarded_Proto: https\r\nContent_Length: 5\r\nX_Own: 1\r\n");

        var seen = upstream.Last!;
        seen["X-Forwarded-For"].ShouldBe("127.0.0.1");
        seen["X-Forwarded-Proto"].ShouldBe("http");
        seen["X-Forwarded-Host"].ShouldBe("app.test");
        seen.Headers.Select(header => header.Name).ShouldBe(["Host", "X_Own", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host"]);
    }

    [Fact]
    public async Task A_configured_proxy_is_believed_and_added()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.StartAsync(trusted: [IPNetwork.Parse("127.0.0.0/8")]);
        await edge.PutAsync(Tables.App("*.test", upstream));

        await edge.GetAsync(headers: "X-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: shop.test\r\nX-Forwarded-Port: 443\r\n");

        var seen = upstream.Last!;
        seen["X-Forwarded-For"].ShouldBe("1.2.3.4, 5.6.7.8, 127.0.0.1");
        seen["X-Forwarded-Proto"].ShouldBe("https");
        seen["X-Forwarded-Host"].ShouldBe("shop.test");
        seen["X-Forwarded-Port"].ShouldBe("443");
    }

    [Fact]
    public async Task Caddy_is_believed_on_its_socket()
    {
        await using var upstream = TestUpstream.Saying("ok");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var caddy = await RawConnection.ToSocketAsync(edge.Options.CaddySocket);

        await caddy.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-Proto: https\r\n\r\n");

        (await caddy.ReadMessageAsync())!.Status.ShouldBe(200);
        upstream.Last!["X-Forwarded-For"].ShouldBe("1.2.3.4");
        upstream.Last["X-Forwarded-Proto"].ShouldBe("https");
        upstream.Last["X-Forwarded-Host"].ShouldBe("app.test");
        // Who comes is decided by the folder: Caddy's socket itself is open, so that a Caddy that is not root can use it.
        File.GetUnixFileMode(edge.Options.FrontDirectory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        File.GetUnixFileMode(edge.Options.CaddySocket).ShouldBe((UnixFileMode)0b110_110_110);
    }

    [Fact]
    public async Task A_probe_is_told_who_answered_and_nobody_else_is()
    {
        await using var upstream = TestUpstream.Answering(_ => "HTTP/1.1 200 OK\r\nX-Seaworthy-Upstream: forged\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        var probe = await edge.GetAsync(headers: $"X-Seaworthy-Probe: {TestEdge.ProbeToken}\r\nX-Seaworthy-Upstream: forged\r\n");
        var guess = await edge.GetAsync(headers: "X-Seaworthy-Probe: the-probe-tokem\r\n");
        var visitor = await edge.GetAsync();

        probe["X-Seaworthy-Upstream"].ShouldBe(upstream.Instance.ToString());
        guess["X-Seaworthy-Upstream"].ShouldBeNull();
        visitor["X-Seaworthy-Upstream"].ShouldBeNull();
        upstream.Last!["X-Seaworthy-Probe"].ShouldBeNull();
        upstream.Last["X-Seaworthy-Upstream"].ShouldBeNull();
    }

    [Fact]
    public async Task Headers_of_30_KB_pass_and_of_40_KB_are_a_431()
    {
        await using var upstream = TestUpstream.Answering(request => $"HTTP/1.1 200 OK\r\nX-Large: {request["X-Large"]}{request["X-Large"]}\r\nContent-Length: 0\r\n\r\n");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync(headers: $"X-Large: {new string('a', 30_000)}\r\n");
        answer["X-Large"]!.Length.ShouldBe(60_000);

        (await edge.GetAsync(headers: $"X-Large: {new string('a', 40_000)}\r\n")).Status.ShouldBe(431);
        (await edge.GetAsync("/" + new string('a', 20_000))).Status.ShouldBe(414);
    }
}
