using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Operating;

public sealed class ListingTests
{
    private static readonly Guid shop = Guid.Parse("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10");

    private static Task<FakeApi> Server(params (string Instance, int Release)[] instances) => FakeApi.Start(app =>
    {
        app.MapGet("/api/v1/apps", () => Results.Json(new[] { Answers.App("shop") }));
        app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
        app.MapGet("/api/v1/containers", () => Results.Json(instances.Select((found, index) => new
        {
            id = $"{index}", app_slug = "shop", process = found.Instance.Split('.')[0], instance = found.Instance, release = found.Release,
            created_at = DateTimeOffset.UnixEpoch.AddHours(found.Release),
        })));
        app.MapGet("/api/v1/events", () => Results.Json(new[] { Event(2, Guid.Empty, "of one that was deleted"), Event(1, shop, "web.1 start") }));
        app.MapGet("/api/v1/apps/shop/events", () => Results.Json(new[] { Event(1, shop, "web.1 start") }));
        app.MapGet("/api/v1/containers/x/logs", () => Results.Text(""));
    });

    private static object Event(long id, Guid app, string text) => new { id, app_id = app, at = "2026-01-02T03:04:05Z", kind = "step", text };

    [Theory]
    [InlineData("ps", "worker.1 web.2 web.10 web.1 web.1", "web.1 web.1 web.2 web.10 worker.1")]
    [InlineData("containers", "worker.1 web.2 web.10 web.1 web.1", "web.1 web.1 web.2 web.10 worker.1")]
    public async Task Instances_AreListedByTheirNumbers_OfTwoTheNewerFirst(string command, string served, string listed)
    {
        await using var api = await Server([.. served.Split(' ').Select((name, index) => (name, index))]);
        using var world = CliWorld.With(api);

        var rows = (await world.Sea(command, "--app", "shop")).Out.TrimEnd().Split('\n').Skip(1).ToList();

        rows.Select(row => row.Split(' ', StringSplitOptions.RemoveEmptyEntries).Single(word => word.StartsWith('w'))).ShouldBe(listed.Split(' '));
        rows[0].ShouldContain("v4");
        rows[1].ShouldContain("v3");
    }

    [Fact]
    public async Task EventsOfAllApps_SayOfWhich()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);
        world.Variables["SEAWORTHY_APP"] = "shop";

        (await world.Sea("events", "--all")).Out.TrimEnd().Split('\n').Select(line => line[20..]).ShouldBe(["shop web.1 start", $"{Guid.Empty} of one that was deleted"]);
        (await world.Sea("events")).Out.TrimEnd()[20..].ShouldBe("web.1 start");
        (await world.Sea("events", "--all", "--json")).Out.ShouldContain("\"text\": \"web.1 start\"");
    }

    [Fact]
    public async Task WhatIsEmpty_IsSaid()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("containers", "logs", "x")).ShouldBe(new Ran(0, "", "It has written nothing.\n"));
    }

    [Theory]
    [InlineData("env set A=1 --buid", "There is no option --buid here")]
    [InlineData("set memory=1GB --dryrun", "There is no option --dryrun here")]
    [InlineData("scale web=1 --no-wait", "There is no option --no-wait here")]
    [InlineData("processes set web memory=lots", "memory: \"lots\" is no amount of memory")]
    [InlineData("processes set web replicas=x", "replicas: \"x\" is no number")]
    public async Task WhatIsNoPair_IsToldByWhatWasMeant(string line, string words)
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = "http://127.0.0.1:1";

        var ran = await world.Sea([.. line.Split(' '), "--app", "shop"]);

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain(words);
    }
}
