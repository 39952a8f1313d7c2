using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Operating;

/// <summary>What crashes again and again is told where people look.</summary>
public sealed class CrashingTests
{
    private static Task<FakeApi> Server() => FakeApi.Start(app =>
    {
        app.MapGet("/api/v1/apps/shop", () => Results.Json(new
        {
            id = Guid.Parse("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10"), name = "shop", slug = "shop", status = "running", url = "http://shop.localhost", replicas = 1, target_replicas = 2, return_when_crashing = true,
            trouble = "web.2 crashes again and again: 5 times within a minute", created_at = DateTimeOffset.UtcNow, updated_at = DateTimeOffset.UtcNow,
        }));
        app.MapGet("/api/v1/containers", () => Results.Json(new object[]
        {
            new { id = "1", instance = "web.1", status = "running", state = "running" },
            new { id = "2", instance = "web.2", status = "crashing", state = "restarting", crash_loop = "5 times within a minute", restart_count = 5 },
        }));
    });

    [Fact]
    public async Task Ps_SaysWhichInstance_AndWhereToLook()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("ps", "--app", "shop");

        ran.Out.ShouldContain("web.2     crashing");
        ran.Out.ShouldEndWith("web.2 crashes again and again: 5 times within a minute. See why: sea logs --process web.2\n");
    }

    [Fact]
    public async Task Info_SaysIt()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("info", "shop")).Out.ShouldContain("web.2 crashes again and again: 5 times within a minute");
    }

    [Fact]
    public async Task Settings_SayWhetherItReturns()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("settings", "--app", "shop")).Out.Split('\n').ShouldContain(line => line.StartsWith("return-when-crashing", StringComparison.Ordinal) && line.EndsWith(" yes", StringComparison.Ordinal));
    }
}
