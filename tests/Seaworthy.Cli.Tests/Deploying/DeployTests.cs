using System.IO.Compression;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Deploying;

public sealed class DeployTests
{
    /// <summary>A server whose deployment takes these statuses one after the other, and whose log is these lines.</summary>
    private static Task<FakeApi> Server(string[] statuses, string? reason = null, string? logTail = null, params string[] log)
    {
        var looks = -1;
        return FakeApi.Start(app =>
        {
            var first = Answers.Deployment("queued");
            app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
            app.MapGet("/api/v1/apps/shop/source", () => Answers.Problem(404, "There is no such source."));
            app.MapPost("/api/v1/apps/shop/deployments", () => Results.Json(first, statusCode: 202));
            app.MapPost("/api/v1/apps/shop/deployments/upload", async (HttpContext context) =>
            {
                var form = await context.Request.ReadFormAsync();
                using var unzipped = new GZipStream(form.Files["source"]!.OpenReadStream(), CompressionMode.Decompress);
                context.Response.Headers["X-Files"] = "seen";
                await using var tar = new System.Formats.Tar.TarReader(unzipped);
                var names = new List<string>();
                while (await tar.GetNextEntryAsync() is { } entry)
                    names.Add(entry.Name);
                return Results.Json(Answers.Deployment("queued", reason: string.Join(',', names) + "|" + form["trigger"] + "|" + form["base_path"]), statusCode: 202);
            });
            app.MapGet("/api/v1/deployments/{id}", () => Results.Json(Answers.Deployment(statuses[Math.Min(Interlocked.Increment(ref looks), statuses.Length - 1)], reason: reason, logTail: logTail)));
            app.MapGet("/api/v1/deployments/{id}/logs", async (HttpContext context) =>
            {
                context.Response.ContentType = "text/event-stream";
                foreach (var (line, index) in log.Select((line, index) => (line, index)))
                    await context.Response.WriteAsync($"event: line\nid: 1.{index}\ndata: {JsonSerializer.Serialize(new { id = $"1.{index}", at = "2026-01-01T00:00:00Z", source = "build", line })}\n\n");
                await context.Response.WriteAsync("event: end\ndata: null\n\n");
            });
        });
    }

    [Fact]
    public async Task ADeployment_IsFollowedToItsAddress()
    {
        await using var api = await Server(["building", "starting", "switching", "live"], null, null, "Step 1: \e[31mred\e[0m \e]0;title\atext");
        using var world = CliWorld.With(api);

        var ran = await world.Sea("deploy", "https://example.com/shop.git", "--branch", "main", "--build-arg", "A=1", "--build-arg", "B=x=y", "--app", "shop");

        ran.Code.ShouldBe(0, ran.Error);
        ran.Out.ShouldBe("http://shop.localhost\n");
        ran.Error.ShouldContain("Deploying the Git repository https://example.com/shop.git");
        ran.Error.ShouldContain("• Building …");
        ran.Error.ShouldContain("✓ Starting");
        ran.Error.ShouldContain("v4 is live");
        // Not a terminal: no colours either.
        ran.Error.ShouldContain("  Step 1: red text\n");
        JsonElement.DeepEquals(
            JsonElement.Parse(api.Of("POST /api/v1/apps/shop/deployments").Single().Body),
            JsonElement.Parse("""{"trigger":"cli","git":{"repo_url":"https://example.com/shop.git","branch":"main","build_args":{"A":"1","B":"x=y"}}}""")).ShouldBeTrue(api.Of("POST /api/v1/apps/shop/deployments").Single().Body);
    }

    [Fact]
    public async Task AFailure_EndsWithItsReasonAndTheLastLines()
    {
        await using var api = await Server(["building", "failed"], "the tests failed", "first\nlast line of the log");
        using var world = CliWorld.With(api);

        var ran = await world.Sea("deploy", "nginx:1", "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Out.ShouldBeEmpty();
        ran.Error.ShouldContain("  last line of the log\n");
        ran.Error.TrimEnd().ShouldEndWith("✗ Deployment 7 failed: the tests failed");
    }

    [Fact]
    public async Task AFailureWhoseLogWasSeen_IsNotToldTwice()
    {
        await using var api = await Server(["building", "failed"], "the tests failed", "first\nlast line of the log", "first", "last line of the log");
        using var world = CliWorld.With(api);

        (await world.Sea("deploy", "nginx:1", "--app", "shop")).Error.Split("last line of the log").Length.ShouldBe(2);
    }

    [Fact]
    public async Task WithoutASource_ThisFolderIsPackedAndSent()
    {
        await using var api = await Server(["live"]);
        using var world = CliWorld.With(api);
        world.Write("index.html", "hello");
        world.Write("notes.log", "x");
        world.Write(".gitignore", "*.log\n");

        var ran = await world.Sea("deploy", "--app", "shop", "--base-path", "web", "--no-wait", "--json");

        ran.Code.ShouldBe(0, ran.Error);
        ran.Error.ShouldContain("✓ Sent 2 files");
        // Not as bytes of a body, but as the server has read them.
        api.Of("POST /api/v1/apps/shop/deployments/upload").Single().Headers.TransferEncoding.ToString().ShouldBe("chunked");
    }

    [Fact]
    public async Task TheFormOfAnUpload_CarriesItsFieldsBeforeTheArchive()
    {
        await using var api = await Server(["failed"]);
        using var world = CliWorld.With(api);
        world.Write("site/index.html", "hello");

        await world.Sea("deploy", "site", "--app", "shop", "--base-path", "web", "--build-arg", "A=a \"b\"", "--replicas", "3");

        var body = api.Of("POST /api/v1/apps/shop/deployments/upload").Single().Body;
        body.IndexOf("name=trigger", StringComparison.Ordinal).ShouldBeInRange(0, body.IndexOf("name=source", StringComparison.Ordinal));
        body.ShouldContain("filename=source.tar.gz");
        Field("build_args").ShouldBe("""{"A":"a \u0022b\u0022"}""");
        Field("replicas").ShouldBe("3");

        string Field(string name) => body.Split($"name={name}\r\n\r\n")[1].Split("\r\n")[0];
    }

    [Theory]
    [InlineData("nginx --branch main", "An image is built already")]
    [InlineData(". --branch main", "a folder or file is sent as it is")]
    [InlineData("https://example.com/a.zip --branch main", "an archive has none")]
    [InlineData(". --dry-run", "images and builds only")]
    public async Task OptionsThatDoNotBelongToIt_AreRefused(string line, string words)
    {
        await using var api = await Server(["live"]);
        using var world = CliWorld.With(api);
        world.Write("index.html", "x");

        var ran = await world.Sea(["deploy", .. line.Split(' '), "--app", "shop"]);

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain(words);
        api.Of("POST /api/v1/apps/shop/deployments").ShouldBeEmpty();
    }

    [Fact]
    public async Task AnEmptyFolder_IsNotSent()
    {
        await using var api = await Server(["live"]);
        using var world = CliWorld.With(api);
        Directory.CreateDirectory(Path.Combine(world.Folder, "empty"));

        var ran = await world.Sea("deploy", "empty", "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain("nothing to deploy");
    }

    /// <summary>Another release may be live by now.</summary>
    [Fact]
    public async Task ADeploymentThatEndedLongAgo_IsNotSaidToBeLive()
    {
        await using var api = await FakeApi.Start(app =>
        {
            app.MapGet("/api/v1/deployments/{id}", () => Results.Json(Answers.Deployment("succeeded", finished: DateTimeOffset.UtcNow)));
            app.MapGet("/api/v1/deployments/{id}/logs", () => Results.Content("event: end\ndata: null\n\n", "text/event-stream"));
        });
        using var world = CliWorld.With(api);

        var ran = await world.Sea("deployment", "0198c5a2-0000-7c1b-9f53-000000000007", "--follow", "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Ok, ran.Error);
        ran.Error.ShouldContain("✓ v4 went live with deployment 7\n");
    }

    [Fact]
    public async Task NoWait_GivesTheNumber()
    {
        await using var api = await Server(["building"]);
        using var world = CliWorld.With(api);

        (await world.Sea("deploy", "nginx", "--no-wait", "--app", "shop")).Out.ShouldContain("Deployment 7 is under way");
    }
}
