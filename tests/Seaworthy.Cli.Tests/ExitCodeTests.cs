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

    [Fact]
    public async Task SeveralFieldsAreWrong_AllAreTold()
    {
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", () => Results.Json(
            new { detail = "…", errors = new Dictionary<string, string[]> { ["name"] = ["is required"], ["exposed_port"] = ["must be between 1 and 65535"] } }, statusCode: 400)));
        using var world = CliWorld.With(api);

        var ran = await world.Sea("create", "x", "--port", "0");

        ran.Code.ShouldBe(ExitCodes.Failed);
        ran.Error.ShouldContain("name is required");
        ran.Error.ShouldContain("exposed_port must be between 1 and 65535");
    }

    /// <summary>What the command line names is not there, even where the server finds it in a field of the request.</summary>
    [Theory]
    [InlineData("names no project", ExitCodes.NotFound)]
    [InlineData("must be at least 1", ExitCodes.Failed)]
    public async Task AFieldThatNamesNothing_IsNotFound(string fault, int code)
    {
        await using var api = await FakeApi.Start(app => app.MapPost("/api/v1/apps", () => Results.Json(
            new { detail = $"project {fault}", errors = new Dictionary<string, string[]> { ["project"] = [fault] } }, statusCode: 400)));
        using var world = CliWorld.With(api);

        (await world.Sea("create", "x", "--project", "none")).Code.ShouldBe(code);
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
