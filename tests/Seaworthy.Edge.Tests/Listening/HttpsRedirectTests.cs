using System.Net;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Listening;

public sealed class HttpsRedirectTests : IAsyncLifetime
{
    private readonly TestUpstream upstream = TestUpstream.Saying("hello");
    private TestEdge edge = null!;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Theory]
    [InlineData("GET", "/a%2Fb?c=d&e", "https://app.test/a%2Fb?c=d&e")]
    [InlineData("POST", "/", "https://app.test/")]
    public async Task A_request_that_came_unencrypted_is_sent_to_the_same_address_under_https(string method, string target, string expected)
    {
        await StartAsync();

        var answer = await edge.SendAsync($"{method} {target} HTTP/1.1\r\nHost: app.test:8080\r\nContent-Length: 0\r\n\r\n");

        answer.Status.ShouldBe(308);
        answer["Location"].ShouldBe(expected);
        answer["Cache-Control"].ShouldBe("no-store");
        upstream.Requests.ShouldBe(0);
        var counts = (await edge.Client.GetCountersAsync(TestContext.Current.CancellationToken)).Apps!.Values.ShouldHaveSingleItem();
        counts.Statuses.Redirection.ShouldBe(1);
    }

    [Fact]
    public async Task A_port_other_than_443_is_named()
    {
        await StartAsync(httpsPort: 8443);

        (await edge.GetAsync("/x"))["Location"].ShouldBe("https://app.test:8443/x");
    }

    [Fact]
    public async Task Only_a_trusted_proxy_is_believed_that_it_was_encrypted()
    {
        await StartAsync();
        (await edge.GetAsync(headers: "X-Forwarded-Proto: https\r\n")).Status.ShouldBe(308);
        await edge.DisposeAsync();

        await StartAsync(trusted: [IPNetwork.Parse("127.0.0.0/8")]);
        (await edge.GetAsync(headers: "X-Forwarded-Proto: https\r\n")).Status.ShouldBe(200);
        (await edge.GetAsync(headers: "X-Forwarded-Proto: http\r\n")).Status.ShouldBe(308);
        (await edge.GetAsync()).Status.ShouldBe(308);
    }

    [Fact]
    public async Task What_comes_over_Caddys_socket_was_encrypted()
    {
        await StartAsync();
        await using var caddy = await RawConnection.ToSocketAsync(edge.Options.CaddySocket);

        await caddy.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        (await caddy.ReadMessageAsync())!.Status.ShouldBe(200);
        upstream.Last!["X-Forwarded-Proto"].ShouldBe("https");
    }

    [Fact]
    public async Task It_holds_for_the_hosts_and_paths_that_ask_for_it_only()
    {
        edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", upstream) with
        {
            Matches = [Tables.Match("app.test"), Tables.Match("app.test", "/account") with { RedirectToHttps = true }, Tables.Match("other.test") with { RedirectToHttps = true }],
        });

        (await edge.GetAsync("/")).Status.ShouldBe(200);
        (await edge.GetAsync("/account/me")).Status.ShouldBe(308);
        (await edge.GetAsync("/", "other.test")).Status.ShouldBe(308);
        (await edge.StatusAsync()).Targets.Values.ShouldAllBe(target => target.InFlight == 0);
    }

    private async Task StartAsync(int httpsPort = 443, IReadOnlyList<IPNetwork>? trusted = null)
    {
        edge = await TestEdge.StartAsync(trusted: trusted, httpsPort: httpsPort);
        await edge.PutAsync(Tables.App("app.test", upstream) with { Matches = [Tables.Match("app.test") with { RedirectToHttps = true }] });
    }
}
