using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Deploying;

/// <summary>Changes of settings whose deployment does not come live: they stay set, which is told, with the command that sets back what was.</summary>
public sealed class ChangeTests
{
    private const string Deployment = "0198c5a2-0000-7c1b-9f53-000000000007";

    private static Task<FakeApi> Server(string status = "failed", int? release = 3) => FakeApi.Start(app =>
    {
        var changed = new
        {
            id = Guid.Parse("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10"), slug = "shop", name = "shop", status = "running", created_at = DateTimeOffset.UtcNow, updated_at = DateTimeOffset.UtcNow, deployment_id = Deployment,
            variables = new object[] { new { key = "LOG", kind = "plain", scope = "runtime", value = "two words" }, new { key = "KEY", kind = "secret", scope = "both", value = "********" } },
        };
        app.MapGet("/api/v1/apps/{app}", () => Results.Json(Answers.App("shop", release: release)));
        app.MapPatch("/api/v1/apps/shop", () => Results.Json(changed));
        app.MapGet("/api/v1/apps/shop/env", () => Results.Json(changed));
        app.MapPost("/api/v1/apps/shop/env", () => Results.Json(changed));
        app.MapDelete("/api/v1/apps/shop/env", () => Results.Json(changed));
        app.MapPost("/api/v1/apps/shop/volumes", () => Results.Json(new { name = "data", path = "/data", process = "web", shared = true, read_only = false, deployment_id = Deployment }));
        app.MapGet("/api/v1/apps/shop/processes", () => Results.Json(new[] { new { name = "web" } }));
        app.MapGet($"/api/v1/deployments/{Deployment}", () => Results.Json(Answers.Deployment(status, reason: "it did not answer")));
        app.MapGet($"/api/v1/deployments/{Deployment}/logs", async (HttpContext context) =>
        {
            context.Response.ContentType = "text/event-stream";
            await context.Response.WriteAsync("event: end\ndata: null\n\n");
        });
    });

    /// <summary>More often than not it is mistyped.</summary>
    [Fact]
    public async Task AVolumeOfAProcessThatIsNotThere_IsToldSo()
    {
        await using var api = await FakeApi.Start(app =>
        {
            app.MapPost("/api/v1/apps/shop/volumes", () => Results.Json(new { name = "data", path = "/data", process = "wbe", shared = true, read_only = false }));
            app.MapGet("/api/v1/apps/shop/processes", () => Results.Json(new[] { new { name = "web" } }));
        });
        using var world = CliWorld.With(api);

        (await world.Sea("volumes", "add", "data", "/data", "--shared", "--process", "wbe", "--app", "shop")).Error
            .ShouldBe("  The app has no process wbe yet: a release that brings one mounts it. There are: web.\n");
    }

    [Fact]
    public async Task SettingsThatWereSoAlready_AreNotSaidToBeChanged()
    {
        await using var api = await FakeApi.Start(app =>
        {
            app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
            app.MapPatch("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
        });
        using var world = CliWorld.With(api);

        (await world.Sea("set", "memory=512MB", "label.team=shop", "--app", "shop")).Out.ShouldBe("✓ The settings of shop were so already.\n");
    }

    [Theory]
    [InlineData("set memory=1GB cpu= label.team=x label.new=y", "sea set memory=512MB cpu=0.5 label.team=shop label.new=")]
    [InlineData("env set LOG=debug", "sea env set 'LOG=two words'")]
    [InlineData("env set NEW=1 OTHER=2", "sea env unset NEW OTHER")]
    [InlineData("env unset LOG", "sea env set 'LOG=two words'")]
    [InlineData("volumes add data /data --shared", "sea volumes delete data")]
    public async Task AChangeThatDoesNotComeLive_IsToldToBeSaved_WithWhatUndoesIt(string line, string undo)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea([.. line.Split(' '), "--app", "shop"]);

        ran.Code.ShouldBe(ExitCodes.Failed, ran.Error);
        ran.Error.ShouldEndWith(
            $"✗ Deployment 7 failed: it did not answer\n  The change is saved all the same, and goes into the next release. v3 goes on serving without it.\n  Once what was wrong is mended: sea retry 7\n  To undo the change: {undo}\n");
    }

    /// <summary>What a secret was is shown to nobody, and what is partly new takes two commands.</summary>
    [Theory]
    [InlineData("env set KEY=x")]
    [InlineData("env set LOG=x NEW=y")]
    public async Task WhatOneCommandCannotSetBack_IsNotOffered(string line)
    {
        await using var api = await Server(release: null);
        using var world = CliWorld.With(api);

        (await world.Sea([.. line.Split(' '), "--app", "shop"])).Error.ShouldEndWith("Nothing serves yet.\n  Once what was wrong is mended: sea retry 7\n");
    }

    [Fact]
    public async Task AChangeThatIsLive_IsToldAsLive()
    {
        await using var api = await Server("live");
        using var world = CliWorld.With(api);

        var ran = await world.Sea("set", "memory=1GB", "--app", "shop");

        ran.Code.ShouldBe(0);
        ran.Error.ShouldNotContain("saved all the same");
    }

    [Theory]
    [InlineData("failed", "Deployment 7 has ended already: it failed, and nothing of it is live. To try it again: sea retry 7")]
    [InlineData("cancelled", "it was cancelled")]
    [InlineData("succeeded", "v4 went live. To go back to the release before: sea rollback")]
    public async Task Cancel_OfWhatHasEnded_SaysWhatHelps(string status, string words)
    {
        await using var api = await Server(status);
        using var world = CliWorld.With(api);

        var ran = await world.Sea("cancel", Deployment, "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain(words);
        api.Requests.ShouldAllBe(request => request.Method == "GET");
    }
}
