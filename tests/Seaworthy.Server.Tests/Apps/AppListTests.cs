using System.Diagnostics;
using System.Text.Json.Nodes;
using Seaworthy.Server.Apps;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Tests.Deployments.Settings;

namespace Seaworthy.Server.Tests.Apps;

/// <summary>Lists of apps: in pages, by project and label, and at a price that does not grow with their number.</summary>
public sealed class AppListTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly SettingsApi api = new(server);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task A_hundred_apps_take_as_many_queries_as_two()
    {
        await MakeAsync(2);
        var few = await QueriesAsync();
        await MakeAsync(98);

        var many = await QueriesAsync();

        (await api.GetAsync("/api/v1/apps?limit=200")).AsArray().Count.ShouldBeGreaterThanOrEqualTo(100);
        many.ShouldBe(few);
        few.ShouldBeInRange(1, 10);
    }

    [Fact]
    public async Task Pages_and_filters_give_every_app_once()
    {
        var tag = $"{Guid.NewGuid():n}";
        for (var i = 0; i < 5; i++)
            await api.NewAppAsync(("labels", new JsonObject { ["tag"] = tag, ["odd"] = i % 2 == 0 ? "no" : "yes" }));

        var seen = new List<string>();
        string? next = $"/api/v1/apps?label=tag%3D{tag}&limit=2";
        while (next is not null)
        {
            var (_, body, whole) = await api.SendAsync(HttpMethod.Get, next);
            body!.AsArray().Count.ShouldBeInRange(1, 2);
            seen.AddRange(body.AsArray().Select(app => app!["id"]!.GetValue<string>()));
            next = whole.Headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        seen.Count.ShouldBe(5);
        seen.ShouldBeUnique();
        (await api.GetAsync($"/api/v1/apps?label=tag%3D{tag}&label=odd%3Dyes")).AsArray().Count.ShouldBe(2);
        (await api.FaultsAsync(HttpMethod.Get, "/api/v1/apps?label=odd")).ShouldBe(["label"]);
        (await api.FaultsAsync(HttpMethod.Get, "/api/v1/apps?project=nowhere")).ShouldBe(["project"]);
        (await api.FaultsAsync(HttpMethod.Get, "/api/v1/apps?limit=0")).ShouldBe(["limit"]);
    }

    private async Task MakeAsync(int count)
    {
        var create = server.Services.GetRequiredService<CreateApp>();
        for (var i = 0; i < count; i++)
        {
            Slug.TryParse($"l-{Guid.NewGuid():n}"[..14], out var slug, out _).ShouldBeTrue();
            await create.RunAsync(
                new CreateApp.Request { Organization = server.Home, Name = slug.Value, Slug = slug, Environment = new Dictionary<string, string> { ["A"] = "1", ["B"] = "2" } }, Cancel);
        }
    }

    /// <summary>How many commands went to the database for one list: those of its own trace.</summary>
    private async Task<int> QueriesAsync()
    {
        var queries = 0;
        using var trace = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();
        trace.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is "Npgsql" or "Microsoft.AspNetCore" or "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> options) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                if (activity.Source.Name == "Npgsql" && activity.TraceId == trace.TraceId && activity.Tags.Any(tag => tag.Key is "db.statement" or "db.query.text"))
                    Interlocked.Increment(ref queries);
            },
        };
        ActivitySource.AddActivityListener(listener);
        await api.GetAsync("/api/v1/apps?limit=200");
        return queries;
    }
}
