using System.Net;
using System.Net.Http.Json;
using Dapper;

namespace Seaworthy.Server.Tests.Api;

public sealed class IdempotencyTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_request_with_the_same_key_is_done_once_and_answered_the_same()
    {
        using var root = server.Root();
        using var first = await PostAsync(root, "/api/v1/apps", new { name = "once", slug = "once" }, "key-1");
        using var again = await PostAsync(root, "/api/v1/apps", new { name = "once", slug = "once" }, "key-1");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.Headers.Location.ShouldBe(first.Headers.Location);
        (await again.Content.ReadAsStringAsync(Cancel)).ShouldBe(await first.Content.ReadAsStringAsync(Cancel));
        again.Headers.GetValues("Idempotency-Replayed").ShouldBe(["true"]);
    }

    [Fact]
    public async Task Another_request_with_the_same_key_is_refused()
    {
        using var root = server.Root();
        using var first = await PostAsync(root, "/api/v1/apps", new { name = "one", slug = "one" }, "key-2");
        using var other = await PostAsync(root, "/api/v1/apps", new { name = "two", slug = "two" }, "key-2");

        other.StatusCode.ShouldBe(HttpStatusCode.UnprocessableEntity);
    }

    [Fact]
    public async Task A_request_that_is_under_way_is_not_done_again()
    {
        using var root = server.Root();
        using var first = await PostAsync(root, "/api/v1/apps", new { name = "busy", slug = "busy" }, "key-3");
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("update idempotency_keys set status = null, response = null where key = 'key-3'");

        using var again = await PostAsync(root, "/api/v1/apps", new { name = "busy", slug = "busy" }, "key-3");
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await again.Content.ReadAsStringAsync(Cancel)).ShouldContain("under way");
    }

    [Fact]
    public async Task Of_many_at_the_same_time_one_is_done()
    {
        using var root = server.Root();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => PostAsync(root, "/api/v1/apps", new { name = "Crowd", slug = "crowd" }, "key-crowd")));

        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created || answer.StatusCode == HttpStatusCode.Conflict);
        answers.Count(answer => answer.StatusCode == HttpStatusCode.Created && !answer.Headers.Contains("Idempotency-Replayed")).ShouldBe(1);
        await using var connection = await server.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<int>("select count(*)::int from apps where slug = 'crowd'")).ShouldBe(1);
        foreach (var answer in answers)
            answer.Dispose();
    }

    [Fact]
    public async Task A_request_that_is_put_right_may_use_its_key_again()
    {
        using var root = server.Root();
        using var wrong = await PostAsync(root, "/api/v1/apps", new { name = "", slug = "right" }, "key-right");
        using var right = await PostAsync(root, "/api/v1/apps", new { name = "Right", slug = "right" }, "key-right");

        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        right.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_secret_is_neither_kept_nor_shown_twice()
    {
        using var root = server.Root();
        using var first = await PostAsync(root, "/api/v1/tokens", new { name = "secret" }, "key-4");
        using var again = await PostAsync(root, "/api/v1/tokens", new { name = "secret" }, "key-4");

        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        again.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        await using var connection = await server.Db.OpenAsync(Cancel);
        (await connection.ExecuteScalarAsync<string>("select response from idempotency_keys where key = 'key-4'"))!.ShouldNotContain("sea_");
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, string path, object body, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = JsonContent.Create(body) };
        request.Headers.Add("Idempotency-Key", key);
        return await client.SendAsync(request, Cancel);
    }
}
