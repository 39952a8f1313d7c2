using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Apps;

public sealed class CreateTests
{
    private static Task<FakeApi> Server() => FakeApi.Start(app =>
    {
        app.MapPost("/api/v1/apps", () => Results.Json(Answers.App("shop"), statusCode: 201));
        app.MapGet("/api/v1/apps", () => Results.Json(Array.Empty<object>()));
    });

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WithLink_TheFolderBelongsToIt(bool json)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea(["create", "shop", "--link", .. json ? new[] { "--json" } : []]);

        ran.Code.ShouldBe(ExitCodes.Ok, ran.Error);
        (await File.ReadAllTextAsync(Path.Combine(world.Folder, ".seaworthy"))).ShouldBe("shop\n");
        if (json)
            JsonNode.Parse(ran.Out)!["slug"]!.GetValue<string>().ShouldBe("shop");
    }

    [Theory]
    [InlineData("apps", "There are no apps yet. Make one")]
    [InlineData("apps --label team=web", "There are no such apps. sea apps lists all of them.")]
    public async Task NoneIsListed_AndSaidWhy(string line, string words)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea(line.Split(' '))).Out.ShouldContain(words);
    }
}
