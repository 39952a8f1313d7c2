using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace Seaworthy.Server.Tests.Domains;

/// <summary>Domains by the API, of a server that finds neither edge nor Caddy: what is stored is published later.</summary>
public sealed class DomainsTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_domain_is_added_read_changed_and_removed()
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);

        var (created, domain) = await AddAsync(root, app, new { host = "Shop.Example.com." });

        created.ShouldBe(HttpStatusCode.Created);
        domain.GetProperty("host").GetString().ShouldBe("shop.example.com");
        domain.GetProperty("path_prefix").GetString().ShouldBe("/");
        domain.GetProperty("redirect_to_https").GetBoolean().ShouldBeTrue();
        domain.GetProperty("url").GetString().ShouldBe($"http://shop.example.com:{server.Options.RouterHttpPort}");
        domain.GetProperty("certificate").GetProperty("state").GetString().ShouldBe("waiting");

        using var patched = await root.PatchAsync($"{app}/domains/SHOP.example.com", JsonContent.Create(new { redirect_to_https = false, path_prefix = "/api/" }), Cancel);
        patched.StatusCode.ShouldBe(HttpStatusCode.OK);
        var changed = await root.GetFromJsonAsync<JsonElement>($"{app}/domains/shop.example.com", Cancel);
        changed.GetProperty("redirect_to_https").GetBoolean().ShouldBeFalse();
        changed.GetProperty("path_prefix").GetString().ShouldBe("/api");
        changed.GetProperty("url").GetString()!.ShouldEndWith("/api");

        using var removed = await root.DeleteAsync($"{app}/domains/shop.example.com", Cancel);
        removed.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await root.GetFromJsonAsync<JsonElement[]>($"{app}/domains", Cancel)).ShouldBeEmpty();
        using var gone = await root.GetAsync($"{app}/domains/shop.example.com", Cancel);
        gone.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task One_host_belongs_to_one_app_with_all_its_paths()
    {
        using var root = server.Root();
        var (mine, theirs) = (await CreateAppAsync(root), await CreateAppAsync(root));
        (await AddAsync(root, mine, new { host = "one.example.com", path_prefix = "/a" })).Status.ShouldBe(HttpStatusCode.Created);

        (await AddAsync(root, mine, new { host = "one.example.com", path_prefix = "/b" })).Status.ShouldBe(HttpStatusCode.Created);
        (await AddAsync(root, mine, new { host = "one.example.com", path_prefix = "/b/" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await AddAsync(root, theirs, new { host = "one.example.com", path_prefix = "/c" })).Status.ShouldBe(HttpStatusCode.Conflict);

        // Which of the two is meant has to be said.
        using var both = await root.GetAsync($"{mine}/domains/one.example.com", Cancel);
        both.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await both.Content.ReadAsStringAsync(Cancel)).ShouldContain("?path_prefix=/a");
        using var clash = await root.PatchAsync($"{mine}/domains/one.example.com?path_prefix=/a", JsonContent.Create(new { path_prefix = "/b" }), Cancel);
        clash.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        foreach (var path in (string[])["/a", "/b"])
            (await root.DeleteAsync($"{mine}/domains/one.example.com?path_prefix={path}", Cancel)).Dispose();

        (await AddAsync(root, theirs, new { host = "one.example.com" })).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task A_deleted_apps_host_is_free()
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);
        await AddAsync(root, app, new { host = "free.example.com" });

        (await root.DeleteAsync(app, Cancel)).Dispose();

        (await AddAsync(root, await CreateAppAsync(root), new { host = "free.example.com" })).Status.ShouldBe(HttpStatusCode.Created);
    }

    [Theory]
    [InlineData("""{}""", "host")]
    [InlineData("""{"host":"10.0.0.1"}""", "host")]
    [InlineData("""{"host":"shop.localhost"}""", "host")]
    [InlineData("""{"host":"localhost"}""", "host")]
    [InlineData("""{"host":"x.example.com","path_prefix":"api"}""", "path_prefix")]
    public async Task What_cannot_be_a_domain_is_told_by_its_field(string json, string field)
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);

        using var answer = await root.PostAsync($"{app}/domains", new StringContent(json, System.Text.Encoding.UTF8, "application/json"), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue();
    }

    [Fact]
    public async Task Faults_are_told_together()
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);

        var (status, problem) = await AddAsync(root, app, new { host = "a:1", path_prefix = "b" });

        status.ShouldBe(HttpStatusCode.BadRequest);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe(["host", "path_prefix"], ignoreOrder: true);
    }

    [Fact]
    public async Task Asking_again_forgets_the_failure()
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);
        await AddAsync(root, app, new { host = "again.example.com" });
        await using (var connection = await server.Db.OpenAsync(Cancel))
            await connection.ExecuteAsync("update domain_hosts set certificate = 'failed', error = 'no such name', attempts = 7 where host = 'again.example.com'");
        (await root.GetFromJsonAsync<JsonElement>($"{app}/domains/again.example.com", Cancel)).GetProperty("certificate").GetProperty("error").GetString().ShouldBe("no such name");

        using var asked = await root.PostAsync($"{app}/domains/again.example.com/check", null, Cancel);

        asked.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var certificate = (await asked.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("certificate");
        certificate.GetProperty("state").GetString().ShouldBe("waiting");
        certificate.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task A_list_comes_in_pages()
    {
        using var root = server.Root();
        var app = await CreateAppAsync(root);
        foreach (var name in (string[])["a", "b", "c"])
            await AddAsync(root, app, new { host = $"{name}.pages.example.com" });

        using var first = await root.GetAsync($"{app}/domains?limit=2", Cancel);
        var next = first.Headers.GetValues("Link").Single().Split('<', '>')[1];
        var rest = await root.GetFromJsonAsync<JsonElement[]>(next, Cancel);

        (await first.Content.ReadFromJsonAsync<JsonElement[]>(Cancel))!.Select(HostOf).ShouldBe(["a.pages.example.com", "b.pages.example.com"]);
        rest!.Select(HostOf).ShouldBe(["c.pages.example.com"]);
    }

    private static string HostOf(JsonElement domain) => domain.GetProperty("host").GetString()!;

    private static async Task<string> CreateAppAsync(HttpClient root)
    {
        var slug = $"d-{Guid.NewGuid():n}"[..12];
        using var answer = await root.PostAsJsonAsync("/api/v1/apps", new { name = slug, slug }, Cancel);
        answer.EnsureSuccessStatusCode();
        return $"/api/v1/apps/{slug}";
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AddAsync(HttpClient root, string app, object domain)
    {
        using var answer = await root.PostAsJsonAsync($"{app}/domains", domain, Cancel);
        return (answer.StatusCode, await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel));
    }
}
