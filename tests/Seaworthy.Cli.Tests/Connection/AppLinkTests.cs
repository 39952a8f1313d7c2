using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Connection;

/// <summary>Which app a command is about.</summary>
public sealed class AppLinkTests
{
    [Fact]
    public async Task AnOption_TheVariable_TheFileAbove_InThisOrder()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/{slug}", (string slug) => Results.Json(Answers.App(slug))));
        using var world = CliWorld.With(api);

        (await world.Sea("link", "linked")).Code.ShouldBe(0);
        (await File.ReadAllTextAsync(Path.Combine(world.Folder, ".seaworthy"), TestContext.Current.CancellationToken)).ShouldBe("linked\n");
        (await world.Sea("settings")).Out.ShouldContain("linked");
        world.Variables["SEAWORTHY_APP"] = "of-the-variable";
        (await world.Sea("settings")).Out.ShouldContain("of-the-variable");
        (await world.Sea("settings", "--app", "of-the-option")).Out.ShouldContain("of-the-option");
        world.Variables.Remove("SEAWORTHY_APP");
        (await world.Sea("link", "--remove")).Code.ShouldBe(0);
        (await world.Sea("settings")).Code.ShouldBe(ExitCodes.Usage);
    }

    [Fact]
    public async Task AnAppThatIsNotThere_IsNotLinked()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps/{slug}", () => Answers.Problem(404, "There is no such app.")));
        using var world = CliWorld.With(api);

        (await world.Sea("link", "nothing")).Code.ShouldBe(ExitCodes.NotFound);
        File.Exists(Path.Combine(world.Folder, ".seaworthy")).ShouldBeFalse();
    }
}
