using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Archives as sources: sent by a form, or fetched from a URL.</summary>
public sealed class ArchiveBuildTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("tar.gz")]
    [InlineData("zip")]
    public async Task An_archive_that_is_sent_is_built(string format)
    {
        var app = await server.AppAsync();
        (string, string)[] files = [("top/Dockerfile", $"FROM {server.BaseImage}\nCOPY word /word\nRUN cat /word\n"), ("top/word", "ahoy from the archive")];

        var answer = await server.Http.PostAsync($"/api/v1/apps/{app}/builds/upload", Form(format == "zip" ? Sources.Archives.Archives.Zip(files) : Sources.Archives.Archives.TarGz(files)), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, await answer.Content.ReadAsStringAsync(Cancel));
        var id = new BuildId((await JsonAsync(answer)).GetProperty("build_id").GetGuid());
        var build = await server.EndedAsync(id);
        build.Status.ShouldBe(BuildStatus.Succeeded, string.Join('\n', await server.LogAsync(id)));
        build.SourceKind.ShouldBe("upload");
        build.Revision!.Length.ShouldBe(64);
        build.RevisionMessage.ShouldMatch(@"^upload of 2 files, \d+ B packed$");
        (await server.LogAsync(id)).ShouldContain("ahoy from the archive");
    }

    [Fact]
    public async Task A_build_waits_for_its_archive_as_NanoPaaS_has_it()
    {
        var app = await server.AppAsync();
        var requested = await JsonAsync(await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds", new { source = "gzip" }, Cancel));
        requested.GetProperty("status").GetString().ShouldBe("queued");
        requested.GetProperty("awaits_upload").GetBoolean().ShouldBeTrue();
        var id = new BuildId(requested.GetProperty("id").GetGuid());

        var answer = await server.Http.PostAsync($"/api/v1/builds/{id}/upload", Form(Sources.Archives.Archives.TarGz(("index.html", "<h1>hi</h1>"))), Cancel);

        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await server.EndedAsync(id)).Pack.ShouldBe("static");
        (await server.Http.PostAsync($"/api/v1/builds/{id}/upload", Form(Sources.Archives.Archives.TarGz(("index.html", ""))), Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_upload_is_built_with_what_the_form_says_and_answered_as_a_build_is()
    {
        var app = await server.AppAsync();
        var form = Form(Sources.Archives.Archives.TarGz(
            ("sub/docker/Other", $"FROM {server.BaseImage} AS first\nARG WORD\nRUN echo \"said $WORD\"\nFROM first AS last\nRUN echo too far\n"), ("index.html", "not this")));
        foreach (var (name, text) in ((string, string)[])[("base_path", "sub"), ("dockerfile_path", "docker/Other"), ("target", "first"), ("build_args", """{"WORD": "ahoy"}"""), ("app_slug", $"test-{app}")])
            form.Add(new StringContent(text), name);

        var answer = await server.Http.PostAsync($"/api/v1/apps/{app}/builds/upload", form, Cancel);

        var json = await JsonAsync(answer);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted, json.ToString());
        var id = new BuildId(json.GetProperty("id").GetGuid());
        json.GetProperty("build_id").GetGuid().ShouldBe(id.Value);
        json.GetProperty("app_id").GetGuid().ShouldBe(app.Value);
        json.GetProperty("status").GetString().ShouldBe("queued");
        json.GetProperty("message").GetString().ShouldNotBeNullOrEmpty();
        json.GetProperty("websocket_url").GetString().ShouldBe($"ws://{server.Http.BaseAddress!.Authority}/ws/builds/{id}/logs");
        answer.Headers.Location!.OriginalString.ShouldBe($"/api/v1/builds/{id}");
        (await server.EndedAsync(id)).Status.ShouldBe(BuildStatus.Succeeded, string.Join('\n', await server.LogAsync(id)));
        var log = await server.LogAsync(id);
        log.ShouldContain("said ahoy");
        log.ShouldNotContain("too far");
    }

    [Fact]
    public async Task What_a_form_may_not_say_is_refused_by_name()
    {
        var app = await server.AppAsync();
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("build_args", "WORD=ahoy"), "build_args must be a JSON object");
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("build_args", """{"WORD": 1}"""), "build_args must be a JSON object");
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("build_args", """{"--word": "x"}"""), "build_args has --word");
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("app_slug", "another"), "app_slug is not the slug of this app");
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("replicas", "2"), "replicas is no part of this form");
        await RefusedAsync($"/api/v1/apps/{app}/builds/upload", ("dockerfilepath", "x"), "dockerfilepath is no part of this form");
        var waiting = (await JsonAsync(await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds", new { source = "gzip" }, Cancel))).GetProperty("id").GetGuid();
        await RefusedAsync($"/api/v1/builds/{waiting}/upload", ("build_args", "{}"), "is said when it is requested");
        await RefusedAsync($"/api/v1/builds/{waiting}/upload", ("app_slug", "another"), "app_slug is not the slug of this app");

        var builds = await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/apps/{app}/builds", Cancel);
        builds.EnumerateArray().ShouldHaveSingleItem().GetProperty("awaits_upload").GetBoolean().ShouldBeTrue("an archive that was refused is still waited for");

        async Task RefusedAsync(string address, (string Name, string Text) part, string because)
        {
            var form = Form(Sources.Archives.Archives.TarGz(("index.html", "x")));
            form.Add(new StringContent(part.Text), part.Name);
            var answer = await server.Http.PostAsync(address, form, Cancel);
            var error = (await JsonAsync(answer)).GetProperty("error").GetString()!;
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest, error);
            error.ShouldContain(because);
        }
    }

    [Fact]
    public async Task A_build_whose_archive_never_comes_ends_and_old_archives_go()
    {
        var app = await server.AppAsync();
        var waiting = new BuildId((await JsonAsync(await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds", new { source = "zip" }, Cancel))).GetProperty("id").GetGuid());
        var built = new List<Build>();
        foreach (var text in (string[])["one", "two"])
        {
            var answer = await JsonAsync(await server.Http.PostAsync($"/api/v1/apps/{app}/builds/upload", Form(Sources.Archives.Archives.TarGz(("index.html", text))), Cancel));
            built.Add(await server.EndedAsync(new BuildId(answer.GetProperty("build_id").GetGuid())));
        }
        await using (var connection = await server.Database.Db.OpenAsync(Cancel))
            await connection.ExecuteAsync("update builds set created_at = now() - interval '61 minutes' where id = @waiting", new { waiting });
        var uploads = Path.Combine(server.Options.Home, "uploads");
        foreach (var build in built)
            File.SetLastWriteTimeUtc(Path.Combine(uploads, build.RevisionId.ToString()), DateTime.UtcNow.AddMinutes(-61));

        await server.Services.GetRequiredService<ExpireUploads>().RunAsync(Cancel);

        (await server.FindAsync(waiting)).Error!.ShouldContain("No archive was uploaded");
        File.Exists(Path.Combine(uploads, built[0].RevisionId.ToString())).ShouldBeFalse();
        File.Exists(Path.Combine(uploads, built[1].RevisionId.ToString())).ShouldBeTrue();
    }

    [Fact]
    public async Task Bad_forms_are_refused_and_leave_nothing()
    {
        var app = await server.AppAsync();
        var address = $"/api/v1/apps/{app}/builds/upload";

        await RefusedAsync(new StringContent("{}", null, "application/json"), HttpStatusCode.UnsupportedMediaType, "multipart/form-data");
        await RefusedAsync(new MultipartFormDataContent { { new StringContent("x"), "base_path" } }, HttpStatusCode.BadRequest, "source is required");
        await RefusedAsync(Form(new MemoryStream("no archive"u8.ToArray())), HttpStatusCode.BadRequest, "source cannot be built");
        await RefusedAsync(Form(Sources.Archives.Archives.TarGz(("../evil", "x"))), HttpStatusCode.BadRequest, "leads out of the archive");
        var wrong = Form(Sources.Archives.Archives.TarGz(("index.html", "x")));
        wrong.Add(new StringContent("../up"), "base_path");
        wrong.Add(new StringContent("--x"), "target");
        await RefusedAsync(wrong, HttpStatusCode.BadRequest, "base_path must stay inside");

        (await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/apps/{app}/builds", Cancel)).GetArrayLength().ShouldBe(0);
        await using var connection = await server.Database.Db.OpenAsync(Cancel);
        var kept = Directory.Exists(Path.Combine(server.Options.Home, "uploads")) ? Directory.GetFiles(Path.Combine(server.Options.Home, "uploads")).Select(Path.GetFileName).ToList() : [];
        foreach (var name in kept)
            (await connection.ExecuteScalarAsync<bool>("select exists (select 1 from source_revisions where id = @id)", new { id = Guid.Parse(name!) })).ShouldBeTrue($"{name} belongs to no revision");

        async Task RefusedAsync(HttpContent content, HttpStatusCode status, string because)
        {
            var answer = await server.Http.PostAsync(address, content, Cancel);
            answer.StatusCode.ShouldBe(status);
            (await JsonAsync(answer)).GetProperty("error").GetString()!.ShouldContain(because);
        }
    }

    [Fact]
    public async Task An_archive_behind_a_URL_is_fetched_with_its_credentials_and_no_others()
    {
        await using var files = await FileServerAsync();
        var app = await server.AppAsync();

        var build = await BuildAsync(new { source = "url", source_url = $"{files.Urls.First()}/private.tar.gz", username = "ada", password = "sesame" });
        build.Status.ShouldBe(BuildStatus.Succeeded, build.Error);
        build.SourceUrl.ShouldNotContain("sesame");
        (await server.LogAsync(build.Id)).ShouldContain(line => line.StartsWith("Warning: http:// is not encrypted.", StringComparison.Ordinal) && line.Contains("read the password", StringComparison.Ordinal));

        (await BuildAsync(new { source = "url", source_url = $"{files.Urls.First()}/private.tar.gz" })).Error!.ShouldContain("is private");
        (await BuildAsync(new { source = "url", source_url = $"{files.Urls.First()}/away" })).Error!.ShouldContain("redirects to another address");
        (await BuildAsync(new { source = "url", source_url = $"{files.Urls.First()}/missing.zip" })).Error!.ShouldContain("There is nothing at");
        (await BuildAsync(new { source = "url", source_url = "http://10.1.2.3/app.zip" })).Error!.ShouldContain("is not public");

        async Task<Build> BuildAsync(object request)
        {
            var answer = await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds", request, Cancel);
            answer.StatusCode.ShouldBe(HttpStatusCode.Created, await answer.Content.ReadAsStringAsync(Cancel));
            return await server.EndedAsync(new BuildId((await JsonAsync(answer)).GetProperty("id").GetGuid()));
        }
    }

    private static async Task<WebApplication> FileServerAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Urls.Add("http://127.0.0.1:0");
        app.MapGet("/private.tar.gz", (HttpRequest request) => request.Headers.Authorization == "Basic YWRhOnNlc2FtZQ=="
            ? Results.Stream(Sources.Archives.Archives.TarGz(("index.html", "<h1>fetched</h1>")), "application/gzip")
            : Results.Unauthorized());
        app.MapGet("/away", () => Results.Redirect("http://elsewhere.example/app.tar.gz"));
        await app.StartAsync(Cancel);
        return app;
    }

    private static MultipartFormDataContent Form(Stream archive)
    {
        var file = new StreamContent(archive);
        file.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return new MultipartFormDataContent { { file, "source", "app.tar.gz" } };
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage answer) => await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
}
