using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;

namespace Seaworthy.Server.Tests.Deployments;

/// <summary>Deployments of archives: what their form may say beside the archive.</summary>
public sealed class UploadedDeploymentTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_form_says_how_many_replicas_run_and_what_is_built()
    {
        using var root = server.Root();
        var (id, slug) = await AppAsync(root);

        using var answer = await root.PostAsync($"/api/v1/apps/{slug}/deployments/upload", Form(("replicas", "3"), ("build_args", """{"WORD":"ahoy"}"""), ("app_slug", slug), ("trigger", "cli")), Cancel);

        var deployment = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, deployment.ToString());
        await using var connection = await server.Db.OpenAsync(Cancel);
        var (replicas, trigger, arguments) = await connection.QuerySingleAsync<(int?, string, string)>(
            "select d.replicas, d.trigger, b.build_args::text from deployments d join builds b on b.id = d.build_id where d.app_id = @id",
            new { id });
        (replicas, trigger, arguments).ShouldBe((3, "cli", """{"WORD": "ahoy"}"""));
    }

    [Theory]
    [InlineData("replicas", "11", "replicas must be between 0 and 10")]
    [InlineData("replicas", "-1", "replicas must be between 0 and 10")]
    [InlineData("replicas", "two", "replicas must be between 0 and 10")]
    [InlineData("replica", "2", "replica is no part of this form")]
    [InlineData("app_slug", "another", "app_slug is not the slug of this app")]
    public async Task What_a_form_may_not_say_is_refused_and_nothing_is_deployed(string name, string text, string because)
    {
        using var root = server.Root();
        var (_, slug) = await AppAsync(root);

        using var answer = await root.PostAsync($"/api/v1/apps/{slug}/deployments/upload", Form((name, text)), Cancel);

        await RefusedAsync(root, slug, answer, HttpStatusCode.BadRequest, because);
    }

    [Fact]
    public async Task More_than_one_replica_of_what_must_be_alone_is_a_conflict_that_keeps_no_archive()
    {
        using var root = server.Root();
        var (_, slug) = await AppAsync(root);
        (await root.PutAsJsonAsync($"/api/v1/apps/{slug}", new { strategy = "stop-first" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.OK);

        using var answer = await root.PostAsync($"/api/v1/apps/{slug}/deployments/upload", Form(("replicas", "2")), Cancel);

        await RefusedAsync(root, slug, answer, HttpStatusCode.Conflict, "one replica only");
    }

    private async Task RefusedAsync(HttpClient client, string slug, HttpResponseMessage answer, HttpStatusCode status, string because)
    {
        var error = (await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("error").GetString()!;
        answer.StatusCode.ShouldBe(status, error);
        error.ShouldContain(because);
        (await client.GetFromJsonAsync<JsonElement>($"/api/v1/apps/{slug}/deployments", Cancel)).GetArrayLength().ShouldBe(0);
        await using var connection = await server.Db.OpenAsync(Cancel);
        var uploads = Path.Combine(server.Options.Home, "uploads");
        foreach (var file in Directory.Exists(uploads) ? Directory.GetFiles(uploads) : [])
            (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from source_revisions where id = @id)", new { id = Guid.Parse(Path.GetFileName(file)) }))
                .ShouldBeTrue($"{file} belongs to no revision");
    }

    private static async Task<(Guid Id, string Slug)> AppAsync(HttpClient client)
    {
        using var answer = await client.PostAsJsonAsync("/api/v1/apps", new { name = "Upload " + Guid.NewGuid().ToString("n")[..8] }, Cancel);
        var app = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return (app.GetProperty("id").GetGuid(), app.GetProperty("slug").GetString()!);
    }

    private static MultipartFormDataContent Form(params (string Name, string Text)[] parts)
    {
        var form = new MultipartFormDataContent { { new StreamContent(Sources.Archives.Archives.TarGz(("index.html", "ahoy"))), "source", "app.tar.gz" } };
        foreach (var (name, text) in parts)
            form.Add(new StringContent(text), name);
        return form;
    }
}
