using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Api;

/// <summary>Lists come in pages: every row once, in order, whatever the size of the page.</summary>
public sealed class PagingTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(200)]
    public async Task Following_the_links_gives_every_row_once_the_newest_first(int limit)
    {
        using var root = server.Root();
        var app = await AppWithEventsAsync(root, 7);
        var seen = new List<string>();
        var next = $"/api/v1/apps/{app}/events?limit={limit}";
        while (next is not null)
        {
            using var answer = await root.GetAsync(next, Cancel);
            var rows = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).EnumerateArray().ToList();
            rows.Count.ShouldBeInRange(1, limit);
            seen.AddRange(rows.Select(row => row.GetProperty("text").GetString()!));
            next = Next(answer);
        }

        seen.ShouldBe(["step 7", "step 6", "step 5", "step 4", "step 3", "step 2", "step 1"]);
    }

    [Theory]
    [InlineData("limit=0", "limit")]
    [InlineData("limit=201", "limit")]
    [InlineData("limit=-5", "limit")]
    [InlineData("limit=many", "limit")]
    [InlineData("limit=", "limit")]
    [InlineData("limit=99999999999999999999", "limit")]
    [InlineData("cursor=!", "cursor")]
    [InlineData("cursor=", "cursor")]
    [InlineData("cursor=AAAA", "cursor")]
    [InlineData("cursor=LTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5", "cursor")]
    public async Task A_page_that_makes_no_sense_is_refused_by_the_fields_name(string query, string field)
    {
        using var root = server.Root();
        using var answer = await root.GetAsync($"/api/v1/tokens?{query}", Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    private async Task<string> AppWithEventsAsync(HttpClient root, int count)
    {
        var slug = $"paged-{Guid.NewGuid():n}"[..20];
        using var created = await root.PostAsJsonAsync("/api/v1/apps", new { name = "Paged", slug }, Cancel);
        var id = (await created.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid();
        await using var connection = await server.Db.OpenAsync(Cancel);
        for (var step = 1; step <= count; step++)
            await connection.ExecuteAsync("insert into events (app_id, kind, text) values (@app, 'test', @text)", new { app = new AppId(id), text = $"step {step}" });
        return slug;
    }

    private static string? Next(HttpResponseMessage answer)
    {
        if (!answer.Headers.TryGetValues("Link", out var links))
            return null;
        var link = links.Single();
        link.ShouldEndWith("""; rel="next" """.TrimEnd());
        return link[1..link.IndexOf('>', StringComparison.Ordinal)];
    }
}
