using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Seaworthy.Server.Tests.Containers;

/// <summary>Programs inside containers that are not there.</summary>
public sealed class ExecTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", HttpStatusCode.Conflict, "No instance of web runs.")]
    [InlineData("?process=worker", HttpStatusCode.Conflict, "No instance of worker runs.")]
    [InlineData("?ordinal=1", HttpStatusCode.NotFound, "There is no instance web.1 that runs.")]
    [InlineData("?process=worker&ordinal=2", HttpStatusCode.NotFound, "There is no instance worker.2 that runs.")]
    public async Task Where_none_runs_the_one_that_was_named_is_not_found(string query, HttpStatusCode status, string because)
    {
        using var root = server.Root();
        using var made = await root.PostAsJsonAsync("/api/v1/apps", new { name = $"exec-{Guid.NewGuid():n}"[..12] }, Cancel);
        var slug = (await made.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("slug").GetString();

        using var answer = await root.GetAsync($"/ws/apps/{slug}/exec{query}", Cancel);

        answer.StatusCode.ShouldBe(status);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error").GetString().ShouldBe(because);
    }
}
