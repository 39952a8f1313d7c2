using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Client;
using Seaworthy.Client.Transport;

namespace Seaworthy.Cli.Tests.Client;

/// <summary>A stream that breaks off goes on behind the last event that was seen.</summary>
public sealed class EventStreamTests
{
    private static readonly Guid deployment = Guid.NewGuid();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_over_a_restart_has_each_line_once()
    {
        var cuts = 0;
        await using var api = await FakeApi.Start(app => app.MapGet($"/api/v1/deployments/{deployment}/logs", async (HttpContext context) =>
        {
            var seen = int.TryParse(context.Request.Headers["Last-Event-ID"], out var last) ? last : 0;
            context.Response.ContentType = "text/event-stream";
            for (var number = seen + 1; number <= 6; number++)
            {
                await context.Response.WriteAsync($"event: line\nid: {number}\ndata: {{\"id\":\"{number}\",\"at\":\"2026-01-01T00:00:00Z\",\"source\":\"build\",\"line\":\"line {number}\"}}\n\n", context.RequestAborted);
                await context.Response.Body.FlushAsync(context.RequestAborted);
                // The first connection ends cleanly; the second is cut, and may take lines with it that were on the way.
                if (number == 2)
                    return;
                if (number == 4 && Interlocked.Increment(ref cuts) == 1)
                {
                    context.Abort();
                    return;
                }
            }
            await context.Response.WriteAsync("event: end\ndata: null\n\n", context.RequestAborted);
        }));
        using var client = new SeaworthyClient(new ServerAddress.Http(new Uri(api.Url), "sea_test"), new Patience(TimeSpan.FromSeconds(30), _ => { }));

        var lines = new List<string>();
        await foreach (var line in client.Deployments.FollowAsync(deployment, Cancellation))
            lines.Add(line.Line);

        lines.ShouldBe(["line 1", "line 2", "line 3", "line 4", "line 5", "line 6"]);
        api.Requests.Select(request => request.Headers["Last-Event-ID"].ToString()).Take(2).ShouldBe(["", "2"]);
        api.Requests.Count.ShouldBe(3);
        api.Requests.ShouldAllBe(request => request.Headers.Authorization == "Bearer sea_test");
    }

    [Fact]
    public async Task A_stream_that_is_refused_says_why()
    {
        await using var api = await FakeApi.Start(app => app.MapGet($"/api/v1/deployments/{deployment}/logs", () => Answers.Problem(404, "There is no such deployment.")));
        using var client = new SeaworthyClient(new ServerAddress.Http(new Uri(api.Url), null));

        var refused = await Should.ThrowAsync<ApiException>(async () =>
        {
            await foreach (var _ in client.Deployments.FollowAsync(deployment, Cancellation))
            {
            }
        });

        refused.Detail.ShouldBe("There is no such deployment.");
    }
}
