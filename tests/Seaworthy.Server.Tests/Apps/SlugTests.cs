using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Tests.Apps;

public sealed class SlugTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("My API!", "my-api")]
    [InlineData("Ünïcode Shop", "unicode-shop")]
    [InlineData("Straße & Größe", "strasse-grosse")]
    [InlineData("Łódź Æther Ørsted", "lodz-aether-orsted")]
    [InlineData("Điện Thoại", "dien-thoai")]
    [InlineData("Cafe\u0301 N° 1", "cafe-n-1")]
    [InlineData("ÞÓR", "thor")]
    [InlineData("日本 shop", "shop")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa bbb", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    public void TryMake_OfAName(string name, string expected)
    {
        Slug.TryMake(name, out var slug, out var fault).ShouldBeTrue(fault);

        slug.Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData("日本")]
    [InlineData("!!!")]
    [InlineData("Api")]
    public async Task A_name_of_which_none_can_be_made_is_named_and_a_slug_beside_it_helps(string name)
    {
        using var root = server.Root();

        using var refused = await root.PostAsJsonAsync("/api/v1/apps", new { name }, Cancel);
        using var made = await root.PostAsJsonAsync("/api/v1/apps", new { name, slug = $"s-{Guid.NewGuid():n}"[..20] }, Cancel);

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await refused.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors");
        errors.GetProperty("name")[0].GetString()!.ShouldEndWith("give a slug as well");
        made.StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
