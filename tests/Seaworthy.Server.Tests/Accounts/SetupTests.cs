using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>The first administrator's way in. Each test empties the installation of users first.</summary>
public sealed class SetupTests(RunningServer server) : IClassFixture<RunningServer>, IAsyncLifetime
{
    private const string Password = "a long walk on the pier";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("delete from memberships; delete from users; delete from setup_links");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task A_setup_link_makes_the_first_administrator_and_signs_in()
    {
        using var browser = NewBrowser();
        using var exchanged = await browser.GetAsync(await LinkAsync(), Cancel);
        exchanged.Headers.Location!.ToString().ShouldBe("/setup");
        exchanged.Headers.GetValues("Referrer-Policy").ShouldBe(["no-referrer"]);

        using var created = await CreateAsync(browser, "first@example.com");

        created.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var home = await browser.GetAsync("/", Cancel);
        home.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await home.Content.ReadAsStringAsync(Cancel)).ShouldContain("first@example.com");
        browser.Cookies.ShouldContain(cookie => cookie.Name == "seaworthy" && cookie.HttpOnly);
    }

    [Fact]
    public async Task A_link_holds_once_and_a_new_one_voids_it()
    {
        var first = await LinkAsync();
        var second = await LinkAsync();
        (await OpensAsync(first)).ShouldBeFalse();
        (await OpensAsync(second)).ShouldBeTrue();
        (await OpensAsync(second)).ShouldBeFalse();
        (await OpensAsync("/setup/guess")).ShouldBeFalse();
    }

    [Fact]
    public async Task Of_two_with_a_pass_only_one_becomes_administrator_and_then_there_are_no_links()
    {
        using var browser = NewBrowser();
        await browser.GetAsync(await LinkAsync(), Cancel);
        // The same cookie in several windows: all send the form at the same moment.
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(number => CreateAsync(browser, $"racer{number}@example.com")));

        answers.Count(answer => answer.StatusCode == HttpStatusCode.Redirect).ShouldBe(1);
        await using var connection = await server.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<int>("select count(*)::int from users")).ShouldBe(1);
        using var root = server.Root();
        using var refused = await root.PostAsync("/api/v1/setup-links", null, Cancel);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_form_says_what_is_wrong_and_makes_nobody()
    {
        using var browser = NewBrowser();
        await browser.GetAsync(await LinkAsync(), Cancel);
        using var answer = await browser.SubmitAsync("/setup", "/setup", new() { ["name"] = "Me", ["email"] = "nowhere", ["password"] = "short" }, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var html = await answer.Content.ReadAsStringAsync(Cancel);
        html.ShouldContain("no e-mail address");
        html.ShouldContain("At least 12 characters");
        await using var connection = await server.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<int>("select count(*)::int from users")).ShouldBe(0);
    }

    [Fact]
    public async Task Signing_in_takes_the_right_password_and_rests_after_five_wrong_ones()
    {
        using (var first = NewBrowser())
        {
            await first.GetAsync(await LinkAsync(), Cancel);
            await CreateAsync(first, "first@example.com");
        }
        using var browser = NewBrowser();
        (await SignInAsync(browser, "stranger@example.com", Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SignInAsync(browser, "First@Example.com", Password)).StatusCode.ShouldBe(HttpStatusCode.Redirect);

        using var guesser = NewBrowser();
        for (var guess = 0; guess < 5; guess++)
            (await SignInAsync(guesser, "first@example.com", $"guess number {guess}")).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await SignInAsync(guesser, "first@example.com", Password)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task A_cookie_is_good_for_our_own_pages_only_and_gone_after_signing_out()
    {
        using var browser = NewBrowser();
        await browser.GetAsync(await LinkAsync(), Cancel);
        await CreateAsync(browser, "first@example.com");

        browser.Origin = "http://hostile.localhost";
        (await browser.PostAsync("/api/v1/tickets", [], Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        browser.Origin = null;
        (await browser.PostAsync("/api/v1/tickets", [], Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        browser.Origin = server.Address.GetLeftPart(UriPartial.Authority);
        (await browser.PostAsync("/api/v1/tickets", [], Cancel)).StatusCode.ShouldBe(HttpStatusCode.Created);

        (await browser.SocketStatusAsync("/ws/apps/none/logs", "http://hostile.localhost", Cancel)).ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.SocketStatusAsync("/ws/apps/none/logs", browser.Origin, Cancel)).ShouldBe(HttpStatusCode.NotFound);

        (await browser.SubmitAsync("/", "/sign-out", [], Cancel)).StatusCode.ShouldBe(HttpStatusCode.Redirect);
        using var home = await browser.GetAsync("/", Cancel);
        home.Headers.Location!.ToString().ShouldBe("/sign-in?return=%2F");
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = NewBrowser();
        using var answer = await browser.PostAsync("/sign-in", new() { ["email"] = "first@example.com", ["password"] = Password }, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    private Browser NewBrowser() => new(server.Address) { Origin = server.Address.GetLeftPart(UriPartial.Authority) };

    /// <summary>The path of a new setup link.</summary>
    private async Task<string> LinkAsync()
    {
        using var root = server.Root();
        using var answer = await root.PostAsync("/api/v1/setup-links", null, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return new Uri((await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("url").GetString()!).AbsolutePath;
    }

    private async Task<bool> OpensAsync(string link)
    {
        using var browser = NewBrowser();
        await browser.GetAsync(link, Cancel);
        using var page = await browser.GetAsync("/setup", Cancel);
        return (await page.Content.ReadAsStringAsync(Cancel)).Contains("action=\"/setup\"", StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> CreateAsync(Browser browser, string email) =>
        browser.SubmitAsync("/setup", "/setup", new() { ["name"] = "First", ["email"] = email, ["password"] = Password }, Cancel);

    private static Task<HttpResponseMessage> SignInAsync(Browser browser, string email, string password) =>
        browser.SubmitAsync("/sign-in", "/sign-in", new() { ["email"] = email, ["password"] = password }, Cancel);
}
