using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Metrics;

namespace Seaworthy.Server.Tests.Metrics;

public sealed partial class MetricsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/metrics")]
    [InlineData("/api/v1/stats")]
    public async Task A_monitor_on_this_machine_needs_no_token_and_a_strangers_request_does(string path)
    {
        using var client = server.Client();
        (await client.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        foreach (var (header, value) in new[] { ("X-Forwarded-For", "203.0.113.7"), ("Forwarded", "for=203.0.113.7"), ("Via", "1.1 proxy"), ("Host", "rebound.example"), ("Authorization", "Bearer sea_wrong") })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            request.Headers.TryAddWithoutValidation(header, value);
            (await client.SendAsync(request, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Unauthorized, header);
        }
        using var viewer = server.Client(await server.TokenAsync(Role.Viewer, Cancel));
        (await viewer.GetAsync(path, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Metrics_have_both_families_of_names_in_prometheus_format()
    {
        using var client = server.Client();
        using var answer = await client.GetAsync("/metrics", Cancel);
        answer.Content.Headers.ContentType!.ToString().ShouldBe("text/plain; version=0.0.4; charset=utf-8");
        var text = await answer.Content.ReadAsStringAsync(Cancel);

        ShouldBeWellFormed(text);
        foreach (var name in (string[])["uptime_seconds", "goroutines", "memory_alloc_bytes", "memory_sys_bytes", "gc_runs_total", "builds_active", "builds_queue_length", "websocket_clients", "deployments_active"])
        {
            text.ShouldContain($"\nnanopaas_{name} ");
            text.ShouldContain($"seaworthy_{name} ");
        }
        text.ShouldContain("seaworthy_edge_up 0\n");
    }

    [Fact]
    public async Task Counts_are_those_of_the_tokens_organization()
    {
        using var root = server.Root();
        (await root.PostAsJsonAsync("/api/v1/apps", new { name = "Counted", slug = $"counted-{Guid.NewGuid():n}"[..20] }, Cancel)).EnsureSuccessStatusCode();
        using var neighbour = server.Client(await server.TokenAsync(Role.Owner, Cancel, await server.NewOrganizationAsync(Cancel)));

        (await neighbour.GetFromJsonAsync<JsonElement>("/api/v1/stats", Cancel)).GetProperty("apps").GetInt32().ShouldBe(0);
        (await root.GetFromJsonAsync<JsonElement>("/api/v1/stats", Cancel)).GetProperty("apps").GetInt32().ShouldBeGreaterThan(0);
    }

    [Fact]
    public void Traffic_is_written_with_buckets_added_up_and_labels_escaped()
    {
        var app = new AppStatsShape
        {
            AppId = Guid.Empty, App = "a\"b\\c\nd", Requests = 6, Statuses = new StatusCountsShape(0, 3, 1, 1, 1),
            Latency = new LatencyShape(6, 1.5, [0.1, 1], [1, 2, 3]), BytesIn = 10, BytesOut = 20,
        };
        var text = StatsText.Write(Stats([app]));

        ShouldBeWellFormed(text);
        text.ShouldContain("""seaworthy_app_requests_total{app="a\"b\\c\nd",app_id="00000000-0000-0000-0000-000000000000"} 6""");
        text.ShouldContain("""_bucket{app="a\"b\\c\nd",app_id="00000000-0000-0000-0000-000000000000",le="0.1"} 1""");
        text.ShouldContain("""app_id="00000000-0000-0000-0000-000000000000",le="1"} 3""");
        text.ShouldContain("""app_id="00000000-0000-0000-0000-000000000000",le="+Inf"} 6""");
        text.ShouldContain("""_duration_seconds_sum{app="a\"b\\c\nd",app_id="00000000-0000-0000-0000-000000000000"} 1.5""");
        text.ShouldContain("""class="5xx"} 1""");
    }

    /// <summary>By the grammar of the text format: a metric's help, its type, then its samples, and no metric twice.</summary>
    private static void ShouldBeWellFormed(string text)
    {
        text.ShouldEndWith("\n");
        var seen = new HashSet<string>();
        var metric = "";
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal))
                seen.Add(metric = line.Split(' ')[2]).ShouldBeTrue(line);
            else if (line.StartsWith("# TYPE ", StringComparison.Ordinal))
                line.ShouldMatch($"^# TYPE {metric} (counter|gauge|histogram)$");
            else
                Sample().Match(line).Groups["name"].Value.ShouldBeOneOf(metric, $"{metric}_bucket", $"{metric}_sum", $"{metric}_count");
        }
    }

    private static StatsShape Stats(IReadOnlyList<AppStatsShape> traffic) => new()
    {
        UptimeSeconds = 1.5, Goroutines = 2, MemoryAllocBytes = 3, MemorySysBytes = 4, GcRunsTotal = 5, BuildsActive = 6, BuildsQueueLength = 7, DeploymentsActive = 8,
        WebsocketClients = 9, EventStreamClients = 10, Apps = 11, AppsRunning = 12, InstancesHealthy = 13, EdgeUp = true, Traffic = traffic,
    };

    [GeneratedRegex("""^(?<name>[a-z_]+)(\{([a-z_]+="([^"\\]|\\["\\n])*",?)+\})? (\d|\.|E[+-]?|-|\+Inf)+$""")]
    private static partial Regex Sample();
}
