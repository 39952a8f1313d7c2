using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Registries;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>Credentials for registries, by the API.</summary>
public sealed class RegistryTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_host_again_replaces_and_the_password_is_never_shown()
    {
        using var root = server.Root();
        var first = await SetAsync(root, "GHCR.io", "me", "first-password");
        var second = await SetAsync(root, "ghcr.io", "you", "second-password");

        second.GetProperty("id").GetString().ShouldBe(first.GetProperty("id").GetString());
        (second.GetProperty("registry").GetString(), second.GetProperty("username").GetString()).ShouldBe(("ghcr.io", "you"));
        var list = await root.GetStringAsync("/api/v1/registries", Cancel);
        list.ShouldContain("ghcr.io");
        list.ShouldNotContain("password");
        await using var connection = await server.Db.OpenAsync(Cancel);
        Encoding.Latin1.GetString(await connection.QuerySingleAsync<byte[]>("select password from registries where host = 'ghcr.io'")).ShouldNotContain("password");

        (await root.DeleteAsync($"/api/v1/registries/{second.GetProperty("id").GetString()}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await root.DeleteAsync($"/api/v1/registries/{second.GetProperty("id").GetString()}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        using var root = server.Root();
        using var answer = await root.PostAsJsonAsync("/api/v1/registries", new { registry = "https://ghcr.io", username = "a:b", password = "" }, Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel));
        problem.RootElement.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["registry", "username", "password"], ignoreOrder: true);
    }

    [Fact]
    public async Task Members_do_not_see_who_the_organization_is_elsewhere()
    {
        using var member = server.Client(await server.TokenAsync(Role.Member, Cancel));

        (await member.GetAsync("/api/v1/registries", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Theory]
    [InlineData("ghcr.io", "ghcr.io", "ghcr.io")]
    [InlineData("Registry.Example:5000", "registry.example:5000", "registry.example:5000")]
    [InlineData("localhost", "localhost", "localhost")]
    [InlineData("docker.io", "docker.io", null)]
    [InlineData("index.docker.io", "docker.io", null)]
    public void A_host_is_written_in_one_way(string text, string host, string? asTheEngineCallsIt)
    {
        RegistryHost.TryParse(text, out var parsed, out var error).ShouldBeTrue(error);

        (parsed!.Text, parsed.Server).ShouldBe((host, asTheEngineCallsIt));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("https://ghcr.io")]
    [InlineData("ghcr.io/me")]
    [InlineData("registry")]
    [InlineData("ghcr.io:70000")]
    [InlineData("ghcr.io:0")]
    [InlineData("-x.io")]
    [InlineData("a b.io")]
    [InlineData("ghcr.io\n")]
    public void Whatever_is_no_host_is_refused(string? text) => RegistryHost.TryParse(text, out _, out _).ShouldBeFalse();

    [Theory]
    [InlineData("nginx:1.27", "docker.io")]
    [InlineData("me/app", "docker.io")]
    [InlineData("docker.io/me/app", "docker.io")]
    [InlineData("ghcr.io/me/app:v1", "ghcr.io")]
    [InlineData("localhost:5000/app", "localhost:5000")]
    public void An_image_names_its_registry(string image, string host)
    {
        ImageReference.TryParse(image, out var reference, out var error).ShouldBeTrue(error);

        RegistryHost.Of(reference!).Text.ShouldBe(host);
    }

    private static async Task<JsonElement> SetAsync(HttpClient client, string registry, string username, string password)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/registries", new { registry, username, password }, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }
}
