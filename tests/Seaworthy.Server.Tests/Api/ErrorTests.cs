using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;

namespace Seaworthy.Server.Tests.Api;

public sealed class ErrorTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("GET", "/api/v1/nothing", null, 404)]
    [InlineData("PATCH", "/api/v1/apps", null, 405)]
    [InlineData("POST", "/api/v1/apps", """{"name":""", 400)]
    [InlineData("POST", "/api/v1/apps", """{"name":"x","exposed_port":"eighty"}""", 400)]
    [InlineData("POST", "/api/v1/apps", """["x"]""", 400)]
    [InlineData("GET", "/api/v1/apps/no-such-app", null, 404)]
    [InlineData("GET", "/api/v1/apps/no-such-app/deployments?limit=many", null, 400)]
    public async Task Every_failure_is_a_problem_with_the_error_beside(string method, string path, string? json, int status)
    {
        using var root = server.Root();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        using var answer = await root.SendAsync(request, Cancel);

        ((int)answer.StatusCode).ShouldBe(status);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("status").GetInt32().ShouldBe(status);
        problem.GetProperty("error").GetString().ShouldBe(problem.GetProperty("detail").GetString());
        problem.ToString().ShouldNotContain("System.");
    }

    [Fact]
    public async Task A_value_of_the_wrong_kind_is_told_by_its_field_in_plain_words()
    {
        using var root = server.Root();
        using var answer = await root.PostAsync("/api/v1/apps", Json("""{"name":"x","exposed_port":"eighty"}"""), Cancel);

        var problem = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        problem.GetProperty("errors").GetProperty("exposed_port")[0].GetString().ShouldBe("must be a whole number");
    }

    [Fact]
    public async Task What_is_no_json_is_415_and_what_is_too_much_413()
    {
        using var root = server.Root();
        using var form = await root.PostAsync("/api/v1/apps", new StringContent("name=x", Encoding.UTF8, "application/x-www-form-urlencoded"), Cancel);
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);

        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/v1/apps") { Content = Json($$"""{"name":"{{new string('x', 1_100_000)}}"}""") };
        // Else the client may still be writing when the connection is closed on it.
        request.Headers.ExpectContinue = true;
        using var large = await root.SendAsync(request, Cancel);
        large.StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
    }

    [Fact]
    public async Task A_person_gets_a_page_and_every_answer_its_headers()
    {
        using var client = server.Client();
        client.DefaultRequestHeaders.Add("Accept", "text/html");
        using var answer = await client.GetAsync("/no-such-page", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/html");
        answer.Headers.GetValues("Content-Security-Policy").Single().ShouldContain("frame-ancestors 'none'");
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
    }

    [Fact]
    public async Task Readiness_names_what_is_missing_and_tells_the_reason_to_root_only()
    {
        using var stranger = server.Client();
        using var answer = await stranger.GetAsync("/ready", Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        var checks = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("checks");
        checks.GetProperty("database").GetString().ShouldBe("ok");
        checks.GetProperty("docker").GetString().ShouldBe("failed");

        using var root = server.Root();
        using var told = await root.GetAsync("/ready", Cancel);
        (await told.Content.ReadAsStringAsync(Cancel)).ShouldContain("no-docker.sock");
        (await stranger.GetAsync("/health", Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await stranger.GetAsync("/health/docker", Cancel)).StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
