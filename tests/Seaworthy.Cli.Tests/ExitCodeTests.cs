using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests;

public sealed class ExitCodeTests
{
    [Theory]
    [InlineData(400, ExitCodes.Failed)]
    [InlineData(401, ExitCodes.Refused)]
    [InlineData(403, ExitCodes.Refused)]
    [InlineData(404, ExitCodes.NotFound)]
    [InlineData(409, ExitCodes.Failed)]
    [InlineData(500, ExitCodes.Failed)]
    [InlineData(503, ExitCodes.Unreachable)]
    public async Task AnAnswersStatus_DecidesTheCode_AndItsWordsAreTold(int status, int code)
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/shop", () => Answers.Problem(status, "This is why.")));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("info", "shop");

        ran.Code.ShouldBe(code);
        ran.Error.ShouldContain("This is why.");
        ran.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("This is no token of Seaworthy's.")]
    [InlineData("This is no token of Seaworthy's")]
    public async Task WithoutAToken_TheAdviceIsASentenceOfItsOwn(string detail)
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/shop", () => Answers.Problem(401, detail)));
        using var world = CliWorld.With(api);

        (await world.Sea("info", "shop")).Error.TrimEnd().ShouldBe("✗ This is no token of Seaworthy's. Log in with a valid token: sea login URL.");
    }

    [Fact]
    public async Task SeveralFieldsAreWrong_AllAreTold()
    {
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", () => Results.Json(
            new { detail = "…", errors = new Dictionary<string, string[]> { ["name"] = ["is required"], ["exposed_port"] = ["must be between 1 and 65535"] } }, statusCode: 400)));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("create", "x", "--port", "0");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain("name is required");
        ran.Error.ShouldContain("  port must be between 1 and 65535", customMessage: "by the name of the option, not of the API's field");
    }

    /// <summary>What the command line names is not there, even where the server finds it in a field of the request.</summary>
    [Theory]
    [InlineData("names no project", ExitCodes.NotFound, "✗ There is no such project. sea projects lists them.")]
    [InlineData("must be at least 1", ExitCodes.Failed, "✗ project must be at least 1")]
    public async Task AFieldThatNamesNothing_IsNotFound(string fault, int code, string words)
    {
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", () => Results.Json(
            new { detail = $"project {fault}", errors = new Dictionary<string, string[]> { ["project"] = [fault] } }, statusCode: 400)));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("create", "x", "--project", "none");

        ran.Code.ShouldBe(code);
        ran.Error.TrimEnd().ShouldBe(words);
    }

    [Theory]
    [InlineData("processes.worker", "names no process of this app that can be scaled: web", "There is no process worker of this app that can be scaled. There is: web.")]
    [InlineData("process", "names no process of this app: web, worker", "There is no such process of this app. There are: web, worker.")]
    [InlineData("release", "names no release of this app that is still kept", "There is no such release of this app that is still kept. sea releases lists them.")]
    [InlineData("build_id", "names no build of this app", "There is no such build of this app.")]
    public void WhatAFieldNames_IsMissedInPlainWords(string field, string fault, string words) => Absent.Field(field, fault).ShouldBe(words);

    [Theory]
    [InlineData("There is no such app.", "There is no such app. sea apps lists them.")]
    [InlineData("There is no such deploy key of this app.", "There is no such deploy key of this app. Make one: sea deploy-key create")]
    [InlineData("There is no such thing.", "There is no such thing.")]
    public void WhatIsNotThere_IsToldWithTheCommandThatListsWhatIs(string detail, string words) => Absent.WithAdvice(detail).ShouldBe(words);

    /// <summary>Another program at that address: nothing says that the app is not there.</summary>
    [Fact]
    public async Task SomethingElseIsAtTheAddress_5()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/shop", () => Results.Content("Not Found", "text/plain", statusCode: 404)));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("info", "shop");

        ran.Code.ShouldBe(ExitCodes.Unreachable);
        ran.Error.ShouldContain("does not answer: something else does, by 404 Not Found. Is the address right");
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData("/api")]
    [InlineData("/api/v1/")]
    public async Task TheAddressOfTheApi_IsTheServers(string path)
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop"))));
        using var world = CliWorld.With();

        (await world.Sea("info", "shop", "--server", api.Url + path)).Code.ShouldBe(ExitCodes.Ok);
    }

    [Fact]
    public async Task NobodyListens_5()
    {
        using var world = CliWorld.With();
        world.Variables["SEAWORTHY_URL"] = $"http://127.0.0.1:{FreePort.Next()}";

        (await world.Sea("apps")).Code.ShouldBe(ExitCodes.Unreachable);
    }

    [Fact]
    public async Task SomethingElseAnswers_IsNoBugOfOurs()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", () => Results.Content("<h1>Welcome</h1>", "text/html")));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("apps");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain("no Seaworthy server");
    }

    [Fact]
    public async Task ARedirect_IsNotFollowedWithTheToken_ButTold()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", () => Results.Redirect("https://elsewhere.example/api/v1/apps")));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("apps");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain("https://elsewhere.example/");
    }
}
