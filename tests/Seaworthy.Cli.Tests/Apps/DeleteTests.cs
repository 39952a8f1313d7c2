using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Apps;

public sealed class DeleteTests
{
    private static Task<FakeApi> Server() => FakeApi.Start(app =>
    {
        app.MapGet("/api/v1/apps/shop", () => Results.Json(Answers.App("shop")));
        app.MapDelete("/api/v1/apps/{id}", () => Results.Json(new { message = "'shop' was deleted." }));
    });

    [Fact]
    public async Task WhereNobodyCanBeAsked_ItTakesYes()
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("delete", "shop");

        ran.Code.ShouldBe(ExitCodes.Usage);
        ran.Error.ShouldContain("--yes");
        api.Requests.ShouldNotContain(request => request.Method == "DELETE");
        (await world.Sea("delete", "shop", "--yes")).Out.ShouldContain("'shop' was deleted.");
        api.Requests.ShouldContain(request => request.Method == "DELETE");
    }
}
