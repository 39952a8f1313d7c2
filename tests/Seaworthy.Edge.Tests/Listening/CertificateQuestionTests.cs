using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Listening;

public sealed class CertificateQuestionTests
{
    [Theory]
    [InlineData("shop.test", 200)]
    [InlineData("SHOP.test", 200)]
    [InlineData("part.test", 200)]
    [InlineData("failed.test", 404)]
    [InlineData("a.wide.test", 200)]
    [InlineData("a.b.wide.test", 200)]
    [InlineData("wide.test", 404)]
    [InlineData(".wide.test", 404)]
    [InlineData("other.test", 404)]
    [InlineData("test", 404)]
    [InlineData("", 404)]
    public async Task Caddy_hears_whether_a_host_is_ours_whatever_its_app_does(string host, int status)
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("shop.test", AppState.Stopped);
        await edge.PutAsync(app with { Matches = [.. app.Matches, Tables.Match("part.test", "/api"), Tables.Match("*.wide.test"), Tables.Match("failed.test") with { NoCertificate = true }] });

        (await edge.GetAsync($"/.well-known/seaworthy/ask?domain={host}", host: $"127.0.0.1:{edge.Port}")).Status.ShouldBe(status);
    }

    [Fact]
    public async Task The_question_is_nobodys_who_asks_at_an_apps_host()
    {
        await using var upstream = TestUpstream.Saying("the app's own");
        await using var edge = await TestEdge.ForAsync(upstream);

        (await edge.GetAsync("/.well-known/seaworthy/ask?domain=app.test")).Body.ShouldBe("the app's own");
        (await edge.GetAsync("/.well-known/seaworthy/ask?domain=app.test", host: "elsewhere.example")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task Nobody_is_answered_who_comes_by_Caddys_socket()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("shop.test", AppState.Stopped));
        await using var caddy = await RawConnection.ToSocketAsync(edge.Options.CaddySocket);

        await caddy.SendAsync("GET /.well-known/seaworthy/ask?domain=shop.test HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n");

        (await caddy.ReadMessageAsync(hasBody: true)).ShouldNotBeNull().Status.ShouldBe(404);
    }
}
