using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Seaworthy.Cli.Tests.Fixtures;

namespace Seaworthy.Cli.Tests.Client;

public sealed class PagingTests
{
    [Fact]
    public async Task A_list_is_gathered_over_its_pages_also_as_json()
    {
        await using var api = await FakeApi.Start(app => app.MapGet("/api/v1/apps", (string? cursor, HttpContext context) =>
        {
            var page = int.Parse(cursor ?? "0", null);
            if (page < 2)
                context.Response.Headers.Link = $"</api/v1/apps?limit=200&cursor={page + 1}>; rel=\"next\"";
            return Results.Json(new[] { Answers.App($"shop-{page}a"), Answers.App($"shop-{page}b") });
        }));
        using var world = CliWorld.With(api);

        var text = await world.Sea("apps");
        var json = await world.Sea("apps", "--json");

        text.Out.Split('\n').Skip(1).Where(line => line.Length > 0).Select(line => line.Split(' ')[0]).ShouldBe(["shop-0a", "shop-0b", "shop-1a", "shop-1b", "shop-2a", "shop-2b"]);
        System.Text.Json.JsonDocument.Parse(json.Out).RootElement.GetArrayLength().ShouldBe(6);
        // Fields that the client does not know are the server's own all the same.
        json.Out.ShouldContain("\"cpu_quota\": 50000");
    }

    [Fact]
    public async Task A_list_with_a_limit_is_read_no_further()
    {
        await using var api = await FakeApi.Start(app =>
        {
            app.MapGet("/api/v1/apps/shop/deployments", (HttpContext context) =>
            {
                context.Response.Headers.Link = "</api/v1/apps/shop/deployments?cursor=x>; rel=\"next\"";
                return Results.Json(Enumerable.Range(0, 5).Select(number => Answers.Deployment("live", number)));
            });
        });
        using var world = CliWorld.With(api);

        var ran = await world.Sea("deployments", "--app", "shop", "-n", "5");

        ran.Code.ShouldBe(0, ran.Error);
        api.Requests.Count.ShouldBe(1);
        api.Requests.Single().Query.ShouldBe("?limit=5");
    }
}
