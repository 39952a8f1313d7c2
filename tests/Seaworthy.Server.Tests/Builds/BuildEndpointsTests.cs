using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>The API of builds, as NanoPaaS's clients use it.</summary>
public sealed class BuildEndpointsTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_build_is_requested_watched_and_told_in_full()
    {
        var app = await server.AppAsync();
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN echo hello && echo bye\n"), ("Procfile", "worker: ./work hard"));

        var response = await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds/git", new { repo_url = repository.FileUrl, branch = "main" }, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var queued = await JsonAsync(response);
        var id = queued.GetProperty("id").GetGuid();
        response.Headers.Location!.ToString().ShouldBe($"/api/v1/builds/{id}");
        queued.GetProperty("app_id").GetGuid().ShouldBe(app.Value);
        await server.EndedAsync(new BuildId(id));
        foreach (var address in (string[])[$"/api/v1/builds/{id}", $"/api/v1/apps/{app}/builds/{id}"])
        {
            var build = await server.Http.GetFromJsonAsync<JsonElement>(address, Cancel);
            build.GetProperty("status").GetString().ShouldBe("succeeded");
            build.GetProperty("source").GetString().ShouldBe("git");
            build.GetProperty("source_url").GetString().ShouldBe(repository.FileUrl);
            build.GetProperty("git_ref").GetString().ShouldBe("main");
            build.GetProperty("commit").GetString()!.Length.ShouldBe(40);
            build.GetProperty("image_tag").GetString().ShouldBe($"seaworthy/{app}:{id}");
            build.GetProperty("image_id").GetString()!.ShouldStartWith("sha256:");
            build.GetProperty("duration").GetDouble().ShouldBeGreaterThan(0);
            build.GetProperty("error").ValueKind.ShouldBe(JsonValueKind.Null);
            build.GetProperty("steps").EnumerateArray().ShouldContain(step => step.GetProperty("name").GetString()!.Contains("RUN echo hello", StringComparison.Ordinal));
            build.GetProperty("websocket_url").GetString().ShouldBe($"ws://{server.Http.BaseAddress!.Authority}/ws/builds/{id}/logs");
        }
        var list = await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/apps/{app}/builds", Cancel);
        list.EnumerateArray().Select(build => build.GetProperty("id").GetGuid()).ShouldBe([id]);
        (await server.Http.PostAsync($"/api/v1/builds/{id}/cancel", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task The_log_comes_as_pages_events_and_text_from_any_line_on()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN seq 1 50\n"));
        var build = await server.RequestAsync(await server.AppAsync(), repository.FileUrl);

        var told = await TextAsync(build, after: 0);
        var all = (await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/builds/{build}/logs", Cancel)).GetProperty("logs").EnumerateArray().ToList();
        all.Select(line => line.GetProperty("seq").GetInt32()).ShouldBe(Enumerable.Range(1, all.Count));
        told.ShouldBe(all.Select(line => line.GetProperty("line").GetString()!));
        told.ShouldContain("50");

        (await TextAsync(build, after: 10)).ShouldBe(told.Skip(10));
        var page = (await server.Http.GetFromJsonAsync<JsonElement>($"/api/v1/builds/{build}/logs?after=5&limit=3", Cancel)).GetProperty("logs");
        page.EnumerateArray().Select(line => line.GetProperty("seq").GetInt32()).ShouldBe([6, 7, 8]);
        var events = await EventsAsync(build, lastEventId: $"{all.Count - 1}");
        events.ShouldStartWith("event: line\n");
        events.ShouldContain($"\nid: {all.Count}\n");
        events.TrimEnd('\n').Split("\n\n")[^1].ShouldStartWith("event: end");
        events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries).Length.ShouldBe(2);
    }

    [Fact]
    public async Task A_line_arrives_while_the_build_still_runs()
    {
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nRUN echo early {Guid.NewGuid()} && sleep 300\n"));
        var build = await server.RequestAsync(await server.AppAsync(), repository.FileUrl);
        using var request = Events(build);
        using var response = await server.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancel));

        string? line;
        do
            line = await reader.ReadLineAsync(Cancel).AsTask().WaitAsync(BuildServer.Patience, Cancel);
        while (line?.Contains("\"line\":\"early", StringComparison.Ordinal) == false);

        line.ShouldNotBeNull();
        (await server.FindAsync(build)).HasEnded.ShouldBeFalse();
        var cancelled = await server.Http.PostAsync($"/api/v1/builds/{build}/cancel", null, Cancel);
        cancelled.StatusCode.ShouldBe(HttpStatusCode.OK);
        (await server.EndedAsync(build)).Status.ShouldBe(Server.Builds.BuildStatus.Cancelled);
    }

    [Theory]
    [InlineData("builds/git", """{}""", "repo_url")]
    [InlineData("builds/git", """{"repo_url":"ext::sh -c x"}""", "repo_url")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","branch":"--upload-pack=x"}""", "branch")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","app_slug":"another"}""", "app_slug")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","base_path":"../x"}""", "base_path")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","dockerfile_path":"../x"}""", "dockerfile_path")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","build_args":{"a b":"c"}}""", "build_args")]
    [InlineData("builds/git", """{"repo_url":"https://example.org/a","build_args":{"BUILDKIT_CACHE_MOUNT_NS":"c"}}""", "build_args")]
    [InlineData("builds", """{}""", "source")]
    [InlineData("builds", """{"source":"tape"}""", "source")]
    [InlineData("builds", """{"source":"url","source_url":"ftp://example.org/a.tar.gz"}""", "source_url")]
    [InlineData("builds", """{"source":"url"}""", "source_url")]
    [InlineData("builds", """{"source":"gzip","base_path":"../x"}""", "base_path")]
    [InlineData("builds", """{"source":"git","source_url":"https://example.org/a","target":"--x"}""", "target")]
    [InlineData("builds", """{"source":"git","source_url":"git@example.org:a","username":"me"}""", "username")]
    [InlineData("builds", """{"source":"git"}""", "source_url")]
    [InlineData("builds", """{"source":"git","source_url":"https://example.org/a","git_ref":"a..b"}""", "git_ref")]
    [InlineData("builds", """{"source":"image","source_url":"Not An Image"}""", "source_url")]
    public async Task A_wrong_field_is_named(string address, string body, string field)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        var response = await server.Http.PostAsync($"/api/v1/apps/{await server.AppAsync()}/{address}", content, Cancel);

        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var problem = await JsonAsync(response);
        problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).ShouldBe([field]);
        problem.GetProperty("error").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task Local_paths_are_for_the_local_administrator()
    {
        var app = await server.AppAsync();
        var administrator = server.Actor;
        server.Actor = administrator with { IsLocalRoot = false };
        try
        {
            var response = await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds/git", new { repo_url = "file:///srv/app" }, Cancel);

            response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }
        finally
        {
            server.Actor = administrator;
        }
    }

    [Fact]
    public async Task What_belongs_to_another_organization_is_not_there()
    {
        var app = await server.AppAsync();
        var build = await server.RequestAsync(app, "https://example.invalid/app");
        var owner = server.Actor;
        server.Actor = owner with { Organization = Ids.New<OrganizationId>() };
        try
        {
            (await server.Http.GetAsync($"/api/v1/builds/{build}", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await server.Http.GetAsync($"/api/v1/builds/{build}/logs", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await server.Http.PostAsync($"/api/v1/builds/{build}/cancel", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await server.Http.GetAsync($"/api/v1/apps/{app}/builds", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await server.Http.GetAsync($"/ws/builds/{build}/logs", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
            (await server.Http.PostAsJsonAsync($"/api/v1/apps/{app}/builds/git", new { repo_url = "https://example.org/a" }, Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        }
        finally
        {
            server.Actor = owner;
        }
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) => await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    private static HttpRequestMessage Events(BuildId build)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/builds/{build}/logs");
        request.Headers.Accept.ParseAdd("text/event-stream");
        return request;
    }

    private async Task<string> EventsAsync(BuildId build, string lastEventId)
    {
        using var request = Events(build);
        request.Headers.Add("Last-Event-ID", lastEventId);
        using var response = await server.Http.SendAsync(request, Cancel);
        return await response.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>All that the socket tells, until the server closes it.</summary>
    private async Task<IReadOnlyList<string>> TextAsync(BuildId build, int after)
    {
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{server.Http.BaseAddress!.Authority}/ws/builds/{build}/logs?after={after}"), Cancel);
        var lines = new List<string>();
        var buffer = new byte[32 * 1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, Cancel);
            if (received.MessageType == WebSocketMessageType.Close)
                return lines;
            lines.Add(Encoding.UTF8.GetString(buffer, 0, received.Count));
        }
    }
}
