using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Operating;

public sealed class LogsTests
{
    private static Task<FakeApi> Server(int? release = 3, params string[] lines) => FakeApi.Start(app =>
    {
        app.MapGet("/api/v1/apps/{app}", () => Results.Json(Answers.App("shop", release: release)));
        app.MapGet("/api/v1/apps/shop/logs", (int tail, bool? timestamps) => Results.Json(
            new { logs = lines.TakeLast(tail).Select(line => timestamps is true ? line.Insert(line.IndexOf(' '), " 2026-01-02T03:04:05.6780000+00:00") : line), containers = 2, tail }));
        app.MapGet("/api/v1/apps/shop/processes", () => Results.Json(release is null ? [] : new[] { new { name = "web" }, new { name = "jobs" } }));
        app.MapGet("/api/v1/containers", () => Results.Json(new[] { new { instance = "once.1", process = "once" }, new { instance = "web.11", process = "web" } }));
    });

    [Fact]
    public async Task OfOneProcess_TheLastLinesAreThoseOfThatProcess()
    {
        await using var api = await Server(3, "jobs.1 a", "web.11 b", "jobs.1 c", "jobs.2 d", "jobs.1 ", "web.11 e");
        using var world = CliWorld.With(api);

        (await world.Sea("logs", "--process", "jobs", "-n", "3", "--app", "shop")).ShouldBe(new Ran(0, "jobs.1 c\njobs.2 d\njobs.1 \n", ""));
        (await world.Sea("logs", "--process", "web.11", "-n", "1", "--app", "shop")).ShouldBe(new Ran(0, "web.11 e\n", ""));
        (await world.Sea("logs", "-n", "2", "--app", "shop")).Out.ShouldBe("jobs.1 \nweb.11 e\n");
        api.Of("GET /api/v1/apps/shop/logs").Last().Query.ShouldBe("?tail=2");
    }

    [Fact]
    public async Task WithTimestamps_EachLineBeginsWithItsLocalTime()
    {
        await using var api = await Server(3, "web.11 b");
        using var world = CliWorld.With(api);

        var time = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero).ToLocalTime();
        (await world.Sea("logs", "--timestamps", "--app", "shop")).Out.ShouldBe($"{time:HH:mm:ss.fff} web.11 b\n");
        api.Of("GET /api/v1/apps/shop/logs").Single().Query.ShouldBe("?tail=100&timestamps=true");
    }

    [Theory]
    [InlineData("worker", "There is no process worker. There are: web, jobs.")]
    [InlineData("web.1", "There is no instance web.1. sea ps lists them.")]
    public async Task OfAProcessThatIsNot_IsTold(string process, string words)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("logs", "--process", process, "--app", "shop")).ShouldBe(new Ran(ExitCodes.NotFound, "", $"✗ {words}\n"));
    }

    /// <summary>What ran once is no process of the app, and has its lines.</summary>
    [Fact]
    public async Task OfWhatHasEnded_ItsLinesAreShown()
    {
        await using var api = await Server(3, "once.1 done");
        using var world = CliWorld.With(api);

        (await world.Sea("logs", "--process", "once", "--app", "shop")).Out.ShouldBe("once.1 done\n");
    }

    [Fact]
    public async Task Nothing_IsExplained()
    {
        await using var none = await Server(release: null);
        using var world = CliWorld.With(none);
        (await world.Sea("logs", "--app", "shop")).ShouldBe(new Ran(0, "", "Nothing was deployed yet, so there is no log. What a deployment did: sea deployment --logs\n"));

        await using var silent = await Server();
        using var another = CliWorld.With(silent);
        (await another.Sea("logs", "--process", "jobs", "--app", "shop")).Error.ShouldBe("jobs has written nothing.\n");
    }

    [Theory]
    [InlineData("logs server --process web", "--process is for the log of an app, and server is a service of this machine.")]
    [InlineData("logs shop", "The log of an app: sea logs --app shop")]
    public async Task AServiceAndAnApp_AreToldApart(string line, string words)
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = "http://127.0.0.1:1";

        var ran = await world.Sea(line.Split(' '));

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain(words);
    }
}
