using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Configuring;

/// <summary>What changes of settings and variables send, and what they show.</summary>
public sealed class SettingsTests
{
    private static readonly object env = new
    {
        env_vars = new Dictionary<string, string> { ["LOG"] = "debug", ["KEY"] = "********" },
        variables = new object[] { new { key = "LOG", kind = "plain", scope = "runtime", value = "debug" }, new { key = "KEY", kind = "secret", scope = "both", value = "********" } },
    };

    private static Task<FakeApi> Server() => FakeApi.Start(app =>
    {
        app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
        app.MapPatch("/api/v1/apps/shop", (bool? dry_run) => dry_run is true
            ? Results.Json(new { dry_run, changes = new[] { new { field = "memory_limit", from = 1, to = 2 } }, makes_release = true, plan = new[] { "web.1 create — 1 wanted" } })
            : Results.Json(Answers.App("shop")));
        app.MapGet("/api/v1/apps/shop/env", () => Results.Json(env));
        app.MapPost("/api/v1/apps/shop/env", () => Results.Json(env));
        app.MapPost("/api/v1/apps/shop/env/import", () => Results.Json(new { message = "2 variables set", env_vars = new { } }));
        app.MapGet("/api/v1/apps/shop/env/export", () => Results.Text("LOG=debug\n# KEY is secret\n"));
        app.MapDelete("/api/v1/apps/shop/env/{key}", (string key) => key == "NONE" ? Answers.Problem(404, "There is no such variable.") : Results.Json(env));
        app.MapPost("/api/v1/apps/shop/scale", () => Results.Json(new { message = "ok" }));
        app.MapPut("/api/v1/apps/shop/processes/worker", () => Results.Json(new { name = "worker" }));
    });

    [Theory]
    [InlineData("memory=1GB cpu=0.5 port=3000 hardened=yes", """{"memory_limit":1073741824,"cpu_quota":50000,"exposed_port":3000,"hardened":true}""")]
    [InlineData("port= pre-deploy=", """{"exposed_port":null,"pre_deploy_command":""}""")]
    [InlineData("health_path=/up drain=5", """{"health_path":"/up","drain_seconds":5}""")]
    [InlineData("label.env=prod label.team=", """{"labels":{"env":"prod"}}""")]
    public async Task Set_SendsWhatPeopleWriteAsTheApiHasIt(string line, string body)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea(["set", .. line.Split(' '), "--app", "shop"]);

        ran.Code.ShouldBe(0, ran.Error);
        Same(api.Of("PATCH /api/v1/apps/shop").Single().Body, body);
    }

    [Fact]
    public async Task DryRun_ShowsTheChangesAndTheSteps()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("set", "memory=1GB", "--dry-run", "--app", "shop");

        api.Of("PATCH /api/v1/apps/shop").Single().Query.ShouldBe("?dry_run=true");
        ran.Out.ShouldBe("CHANGE        FROM  TO\nmemory_limit  1     2\nIt would make a new release.\n  web.1 create — 1 wanted\nNothing was changed: this was a dry run.\n");
    }

    [Theory]
    [InlineData("env set A=1 B=x=y --secret --both", "?kind=secret&scope=both", """{"A":"1","B":"x=y"}""")]
    [InlineData("config:set A=", "", """{"A":""}""")]
    [InlineData("env set A=1 --build", "?scope=build", """{"A":"1"}""")]
    public async Task EnvSet_SendsAllInOne(string line, string query, string body)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea([.. line.Split(' '), "--app", "shop"])).Code.ShouldBe(0);

        var sent = api.Of("POST /api/v1/apps/shop/env").Single();
        sent.Query.ShouldBe(query);
        Same(sent.Body, body);
    }

    [Fact]
    public async Task EnvSet_TakesASecretFromStandardInput()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);
        world.Input = Encoding.UTF8.GetBytes("s3cret\n");

        await world.Sea("env", "set", "KEY=-", "--secret", "--app", "shop");

        Same(api.Of("POST /api/v1/apps/shop/env").Single().Body, """{"KEY":"s3cret"}""");
    }

    [Theory]
    [InlineData("env", "KEY=********\nLOG=debug\n")]
    [InlineData("config", "KEY=********\nLOG=debug\n")]
    [InlineData("env get LOG", "debug\n")]
    [InlineData("config:get LOG", "debug\n")]
    [InlineData("env export", "LOG=debug\n# KEY is secret\n")]
    public async Task EnvReads_GiveWhatAScriptCanTake(string line, string output)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea([.. line.Split(' '), "--app", "shop"])).Out.ShouldBe(output);
    }

    [Fact]
    public async Task EnvGet_OfASecretOrNothing_PrintsNothing()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("env", "get", "KEY", "--app", "shop")).ShouldBe(new Ran(ExitCodes.Usage, "", "✗ KEY is secret: it can be set, but its value is shown to nobody.\n"));
        (await world.Sea("env", "get", "NONE", "--app", "shop")).Code.ShouldBe(ExitCodes.NotFound);
        (await world.Sea("env", "unset", "NONE", "--app", "shop")).Code.ShouldBe(ExitCodes.NotFound);
    }

    [Fact]
    public async Task EnvImport_SendsTheFileAsItIs()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);
        world.Write(".env", "A=1\nB=\"two\nlines\"\n");

        (await world.Sea("env", "import", ".env", "--replace", "--app", "shop")).Out.ShouldContain("2 variables set");

        var sent = api.Of("POST /api/v1/apps/shop/env/import").Single();
        (sent.Query, sent.Body, sent.Headers.ContentType.ToString()).ShouldBe(("?replace=true", "A=1\nB=\"two\nlines\"\n", "text/plain; charset=utf-8"));
    }

    [Theory]
    [InlineData("scale web=3 worker=1", "POST /api/v1/apps/shop/scale", """{"processes":{"web":3,"worker":1}}""")]
    [InlineData("scale 2", "POST /api/v1/apps/shop/scale", """{"processes":{"web":2}}""")]
    [InlineData("processes set worker memory=256M replicas=2 command=", "PUT /api/v1/apps/shop/processes/worker", """{"memory_limit":268435456,"replicas":2,"command":null}""")]
    public async Task Processes_AreScaledAndLimited(string line, string request, string body)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea([.. line.Split(' '), "--app", "shop"])).Code.ShouldBe(0);

        Same(api.Of(request).Single().Body, body);
    }

    private static void Same(string one, string other) => JsonElement.DeepEquals(JsonElement.Parse(one), JsonElement.Parse(other)).ShouldBeTrue($"{one} is not {other}");
}
