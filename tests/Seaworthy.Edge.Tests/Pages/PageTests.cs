using System.Text.Json;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Pages;

public sealed class PageTests
{
    private const string Browser = "Accept: text/html,application/xhtml+xml;q=0.9,*/*;q=0.8\r\n";

    [Theory]
    [InlineData(AppState.Stopped, 503, "is stopped")]
    [InlineData(AppState.Starting, 503, "is starting")]
    [InlineData(AppState.Failed, 503, "is not running")]
    [InlineData(AppState.Serving, 503, "is not running")]
    [InlineData(AppState.Empty, 404, "Nothing is deployed yet")]
    public async Task An_app_without_instances_is_explained(AppState state, int status, string words)
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", state));

        var page = await edge.GetAsync(headers: Browser);

        page.Status.ShouldBe(status);
        page["Content-Type"].ShouldBe("text/html; charset=utf-8");
        page["Cache-Control"].ShouldBe("no-store");
        page.Body.ShouldContain(words);
        page.Body.ShouldContain("Fish &amp; Chips");
        page.Body.ShouldNotContain("Fish & Chips");
        page.Body.ShouldNotContain("{app}");
        page.Body.ShouldNotContain("{{");
    }

    [Fact]
    public async Task A_starting_app_is_waited_for_by_browsers_and_programs()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Starting));

        var page = await edge.GetAsync(headers: Browser);
        page["Retry-After"].ShouldBe("3");
        page["Refresh"].ShouldBe("3");

        // A form must not be sent again by itself.
        (await edge.SendAsync($"POST / HTTP/1.1\r\nHost: app.test\r\n{Browser}Content-Length: 0\r\n\r\n"))["Refresh"].ShouldBeNull();
    }

    [Fact]
    public async Task Programs_get_problem_JSON_and_others_plain_text()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));

        var json = await edge.GetAsync(headers: "Accept: application/json\r\n");
        json["Content-Type"].ShouldBe("application/problem+json");
        var problem = JsonDocument.Parse(json.Body).RootElement;
        problem.GetProperty("status").GetInt32().ShouldBe(503);
        problem.GetProperty("code").GetString().ShouldBe("stopped");
        problem.GetProperty("error").GetString().ShouldBe("Fish & Chips is stopped");

        var text = await edge.GetAsync();
        text["Content-Type"].ShouldBe("text/plain; charset=utf-8");
        text.Body.ShouldStartWith("Fish & Chips is stopped\n");
    }

    [Fact]
    public async Task HEAD_gets_the_headers_of_a_page_and_the_connection_goes_on()
    {
        await using var edge = await TestEdge.StartAsync();
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("HEAD / HTTP/1.1\r\nHost: app.test\r\n\r\nGET / HTTP/1.1\r\nHost: app.test\r\n\r\n");

        var head = await client.ReadMessageAsync(hasBody: false);
        var get = await client.ReadMessageAsync();
        head!.Status.ShouldBe(404);
        head["Content-Length"].ShouldBe(get!["Content-Length"]);
    }

    [Fact]
    public async Task A_name_or_host_that_is_markup_stays_text()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped) with { Name = "<script>alert(1)</script>" });

        (await edge.GetAsync(headers: Browser)).Body.ShouldNotContain("<script");
    }

    [Theory]
    [InlineData("<b>.test")]
    [InlineData("app.test%00.evil")]
    [InlineData("../../etc/passwd")]
    [InlineData("app.test\\evil")]
    [InlineData("[::1")]
    [InlineData("a..test")]
    [InlineData("-")]
    public async Task A_hostile_host_gets_an_answer_without_echo_of_markup(string host)
    {
        await using var upstream = TestUpstream.Saying("never");
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", upstream));

        var answer = await edge.GetAsync(host: host, headers: Browser);

        answer.Status.ShouldBeOneOf(400, 404);
        answer.Body.ShouldNotContain("<b>");
        upstream.Connections.ShouldBe(0);
    }

    [Fact]
    public async Task A_page_needs_nothing_from_elsewhere_and_runs_no_script()
    {
        await using var edge = await TestEdge.StartAsync();

        var page = await edge.GetAsync(headers: Browser);

        page.Body.ShouldNotContain("http:");
        page.Body.ShouldNotContain("https:");
        page.Body.ShouldNotContain("<script");
        page["Content-Security-Policy"].ShouldNotBeNull().ShouldContain("default-src 'none'");
        page.Body.ShouldContain("prefers-color-scheme: dark");
    }

    [Fact]
    public async Task An_unread_upload_to_a_page_does_not_confuse_the_connection()
    {
        await using var edge = await TestEdge.StartAsync();
        await using var client = await edge.ConnectAsync();

        await client.SendAsync("POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 40\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: app.test\r\n\r\nGET /next HTTP/1.1\r\nHost: app.test\r\n\r\n");

        (await client.ReadMessageAsync())!.Status.ShouldBe(404);
        (await client.ReadMessageAsync())!.Status.ShouldBe(404);
        client.Socket.Available.ShouldBe(0);
    }
}
