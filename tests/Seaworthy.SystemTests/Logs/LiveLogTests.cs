using System.Diagnostics;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Logs;

namespace Seaworthy.SystemTests.Logs;

/// <summary>Logs of builds and apps, live, by WebSocket and by server-sent events.</summary>
public sealed class LiveLogTests(SharedWorld shared) : SystemTest(shared)
{
    private string token = "";

    [Theory]
    [InlineData("sse")]
    [InlineData("websocket")]
    public async Task A_build_log_comes_while_it_builds_and_is_replayed_whole(string way)
    {
        var app = await CreateApp();
        var files = SourceFiles.Dockerfile(World.Image, "v1").Appended("RUN echo first line; sleep 4; echo last line");
        var deployment = await app.Becomes("building", await app.DeployFiles(files, Cancel), Cancel);
        var build = deployment.BuildId.ShouldNotBeNull();

        await Open(way, "builds", build).Until("first line", Cancel);
        (await app.Deployment(deployment.Id, Cancel)).Status.ShouldBe("building", "the line must come before the build has ended");

        await Open(way, "builds", build).Until("last line", Cancel);
        var again = await Open(way, "builds", build).Until("last line", Cancel);
        again.ShouldContain(line => line.Text.Contains("first line", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("sse")]
    [InlineData("websocket")]
    public async Task A_line_that_an_app_prints_comes_at_once(string way)
    {
        var app = await CreateLiveApp("v1");
        var mark = $"mark-{Guid.NewGuid():n}";
        var reading = Open(way, "apps", app.Id).Until(mark, Cancel);

        var clock = Stopwatch.StartNew();
        await app.Answer($"/say?{mark}", Cancel);
        await reading;

        clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task The_end_of_an_apps_log_has_the_times_of_its_lines_where_they_are_asked_for()
    {
        var app = await CreateLiveApp("v1");
        var mark = $"mark-{Guid.NewGuid():n}";
        await app.Answer($"/say?{mark}", Cancel);
        await Open("sse", "apps", app.Id).Until(mark, Cancel);

        var (plain, timed) = (await TailAsync(""), await TailAsync("&timestamps=true"));

        plain.ShouldBe($"web.1 {mark}");
        var words = timed.Split(' ');
        (words[0], words[2]).ShouldBe(("web.1", mark));
        DateTimeOffset.Parse(words[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBe(DateTimeOffset.UtcNow, TimeSpan.FromMinutes(1));

        async Task<string> TailAsync(string query)
        {
            var answer = System.Text.Json.JsonElement.Parse(await World.Installation.Admin.SendText(HttpMethod.Get, $"{app.Path}/logs?tail=50{query}", null, Cancel));
            return answer.GetProperty("logs").EnumerateArray().Select(line => line.GetString()!).Last(line => line.Contains(mark, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_build_log_goes_on_after_the_last_event_seen()
    {
        var app = await CreateApp();
        var files = SourceFiles.Dockerfile(World.Image, "v1").Appended("RUN for i in 1 2 3 4 5; do echo line $i; done");
        var deployment = await app.BecomesLive(await app.DeployFiles(files, Cancel), Cancel);
        var path = $"/api/v1/builds/{deployment.BuildId}/logs";
        var until = await SseLog.Read(World.Installation.Admin, path, after: null, Cancel).Until("line 3", Cancel);

        var rest = await SseLog.Read(World.Installation.Admin, path, until[^1].Id, Cancel).Until("line 5", Cancel);

        rest[0].Text.ShouldContain("line 4");
        rest.ShouldNotContain(line => line.Text.Contains("line 3", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_app_log_goes_on_after_the_last_event_seen()
    {
        var app = await CreateLiveApp("v1");
        var path = $"{app.Path}/logs";
        await app.Answer("/say?before", Cancel);
        var seen = await SseLog.Read(World.Installation.Admin, path, after: null, Cancel).Until("before", Cancel);
        await app.Answer("/say?between", Cancel);

        var rest = await SseLog.Read(World.Installation.Admin, path, seen[^1].Id, Cancel).Until("between", Cancel);

        rest.ShouldNotContain(line => line.Text.Contains("before", StringComparison.Ordinal));
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        token = await World.CreateToken("live-logs", Cancel);
    }

    private IAsyncEnumerable<LogLine> Open(string way, string room, Guid id) => way == "sse"
        ? SseLog.Read(World.Installation.Admin, $"/api/v1/{room}/{id}/logs", after: null, Cancel)
        : WebSocketLog.Read(World.Installation.ServerAddress, $"/ws/{room}/{id}/logs", token, Cancel);
}
