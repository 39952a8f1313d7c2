using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Configuring;

public sealed class DomainsTests
{
    private static Task<FakeApi> Server() => FakeApi.Start(app =>
    {
        app.MapDelete("/api/v1/apps/shop/domains/{host}", (string? path_prefix) => path_prefix is null ? Several() : Results.Json(new { message = $"removed {path_prefix}" }));
        app.MapPost("/api/v1/apps/shop/domains/{host}/check", (string host, string? path_prefix) => path_prefix is null ? Several() : Results.Json(new { host, path_prefix, certificate = new { state = "issued" } }));
    });

    private static IResult Several() => Answers.Problem(409, "shop.example.com has several paths (/, /api): say which one by ?path_prefix=/");

    [Theory]
    [InlineData("remove", "DELETE /api/v1/apps/shop/domains/shop.example.com", "removed /api")]
    [InlineData("check", "POST /api/v1/apps/shop/domains/shop.example.com/check", "shop.example.com/api issued")]
    public async Task OneOfSeveralPaths_IsNamed(string command, string request, string answer)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        var ran = await world.Sea("domains", command, "shop.example.com", "--path", "/api", "--app", "shop");

        ran.Code.ShouldBe(0, ran.Error);
        ran.Out.ShouldContain(answer);
        api.Of(request).Single().Query.ShouldBe("?path_prefix=%2Fapi");
    }

    [Theory]
    [InlineData("remove")]
    [InlineData("check")]
    public async Task NoneOfSeveralPaths_IsAskedFor_ByTheOptionsName(string command)
    {
        await using var api = await Server();
        using var world = CliWorld.With(api);

        (await world.Sea("domains", command, "shop.example.com", "--app", "shop"))
            .ShouldBe(new Ran(ExitCodes.Usage, "", "✗ shop.example.com has several paths (/, /api): say which one by --path /\n"));
    }
}
