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
        app.MapDelete("/api/v1/apps/shop/env", (string[] key) => key.Contains("NONE") ? Answers.Problem(404, "There is no such variable: NONE.") : Results.Json(env));
        app.MapPost("/api/v1/apps/shop/scale", () => Results.Json(new { message = "ok" }));
        app.MapGet("/api/v1/apps/shop/processes", () => Results.Json(new[] { new { name = "web" }, new { name = "worker" } }));
        app.MapPatch("/api/v1/apps/shop/processes/{name}", (string name) => Results.Json(new { name }));
    });

    [Theory]
    [InlineData("memory=1GB cpu=0.5 port=3000 hardened=yes", """{"memory_limit":1073741824,"cpu_quota":50000,"exposed_port":3000,"hardened":true}""")]
    [InlineData("return-when-crashing=yes", """{"return_when_crashing":true}""")]
    [InlineData("port= pre-deploy=", """{"exposed_port":null,"pre_deploy_command":""}""")]
    [InlineData("health_path=/up drain=5", """{"health_path":"/up","drain_seconds":5}""")]
    [InlineData("label.env=prod label.team=", """{"labels":{"env":"prod","team":null}}""")]
    [InlineData("build-arg.A=1", """{"build_args":{"A":"1"}}""")]
    public async Task Set_SendsWhatPeopleWriteAsTheApiHasIt(string line, string body)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea(["set", .. line.Split(' '), "--app", "shop"]);

        ran.Code.ShouldBe(0, ran.Error);
        Same(api.Of("PATCH /api/v1/apps/shop").Single().Body, body);
    }

    [Fact]
    public async Task Set_TellsAllThatIsWrong_BeforeAnythingIsAsked()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("set", "port=x", "memory=much", "colour=red", "cpu=1", "cpu_quota=2", "--app", "shop");

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain("port: \"x\" is no number");
        ran.Error.ShouldContain("memory: ");
        ran.Error.ShouldContain("There is no setting \"colour\"");
        ran.Error.ShouldContain("cpu is given twice");
        api.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Set_TellsWhatTheServerRefuses_ByTheNamesThatWereWritten()
    {
        await using var api = await FakeApi.Start(app =>
        {
            app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
            app.MapPatch("/api/v1/apps/shop", () => Results.Json(
                new { detail = "exposed_port must be between 1 and 65535", errors = new Dictionary<string, string[]> { ["exposed_port"] = ["must be between 1 and 65535"] } }, statusCode: 400));
        });
        using var world = CliWorld.With(api);

        (await world.Sea("set", "port=70000", "--app", "shop")).Error.ShouldBe("✗ port must be between 1 and 65535\n");
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

    /// <summary>Only the end of its line goes: a value may end in spaces, or hold several lines.</summary>
    [Theory]
    [InlineData("  a b  \n", "  a b  ")]
    [InlineData("one\ntwo\r\n", "one\ntwo")]
    [InlineData("one\n\n", "one\n")]
    public async Task EnvSet_TakesAValueFromStandardInputAsItIs(string input, string value)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);
        world.Input = Encoding.UTF8.GetBytes(input);

        await world.Sea("env", "set", "KEY=-", "--app", "shop");

        JsonElement.Parse(api.Of("POST /api/v1/apps/shop/env").Single().Body).GetProperty("KEY").GetString().ShouldBe(value);
    }

    [Fact]
    public async Task EnvUnset_RemovesAllInOneRequest()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("env", "unset", "LOG", "KEY", "LOG", "--app", "shop");

        ran.ShouldBe(new Ran(0, "✓ LOG, KEY are removed.\n", ""));
        api.Of("DELETE /api/v1/apps/shop/env").Single().Query.ShouldBe("?key=LOG&key=KEY");
        (await world.Sea("env", "unset", "LOG", "NONE", "--dry-run", "--app", "shop")).Error.ShouldBe("✗ There is no such variable: NONE.\n");
    }

    [Theory]
    [InlineData("env set A=1 A=2", "A is given twice")]
    [InlineData("scale web=1 web=2", "web is given twice")]
    [InlineData("processes set web port=1 port=2", "port is given twice")]
    public async Task WhatIsGivenTwice_IsAsked(string line, string words)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea([.. line.Split(' '), "--app", "shop"]);

        (ran.Code, api.Requests.Count).ShouldBe((ExitCodes.Usage, 0));
        ran.Error.ShouldContain(words);
    }

    [Fact]
    public async Task EnvImport_OfAFileThatIsNotThere_IsTold()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("env", "import", "none.env", "--app", "shop");

        ran.ShouldBe(new Ran(ExitCodes.Usage, "", $"✗ There is no file {Path.Combine(world.Folder, "none.env")}.\n"));
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
    [InlineData("processes set worker memory=256M replicas=2 command=", "PATCH /api/v1/apps/shop/processes/worker", """{"memory_limit":268435456,"replicas":2,"command":null}""")]
    public async Task Processes_AreScaledAndLimited(string line, string request, string body)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea([.. line.Split(' '), "--app", "shop"])).Code.ShouldBe(0);

        Same(api.Of(request).Single().Body, body);
    }

    [Theory]
    [InlineData("worker", "")]
    [InlineData("wroker", "  The app has no process wroker yet: a release that brings one has these settings. There are: web, worker.\n")]
    public async Task AProcessThatIsNotThere_IsSaid(string name, string note)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("processes", "set", name, "memory=256M", "--app", "shop")).ShouldBe(new Ran(0, $"✓ {name} was changed.\n", note));
    }

    private static void Same(string one, string other) => JsonElement.DeepEquals(JsonElement.Parse(one), JsonElement.Parse(other)).ShouldBeTrue($"{one} is not {other}");
}
