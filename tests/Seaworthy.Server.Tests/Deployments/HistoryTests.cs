using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Tests.Deployments;

/// <summary>What was: deployments of all apps, doing one again, releases as they were frozen, events as they come.</summary>
public sealed class HistoryTests(RunningServer server) : IClassFixture<RunningServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployments_of_all_apps_are_listed_by_status_and_app_for_their_own_organization()
    {
        using var root = server.Root();
        var (app, slug) = await AppAsync(root);
        var failed = await FailedDeploymentAsync(app);

        (await IdsAsync(root, $"?app={slug}&status=failed")).ShouldBe([failed]);
        (await IdsAsync(root, "?status=failed&limit=200")).ShouldContain(failed);
        (await IdsAsync(root, $"?app={slug}&status=live")).ShouldBeEmpty();
        (await root.GetAsync("/api/v1/deployments?status=broken", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var neighbour = server.Client(await server.TokenAsync(Role.Owner, Cancel, await server.NewOrganizationAsync(Cancel)));
        (await IdsAsync(neighbour, "")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_failed_deployment_is_done_again_from_the_same_revision_and_only_when_it_has_ended()
    {
        using var root = server.Root();
        var (app, _) = await AppAsync(root);
        var failed = await FailedDeploymentAsync(app);

        using var answer = await root.PostAsync($"/api/v1/deployments/{failed}/retry", null, Cancel);
        answer.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        var again = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        again.GetProperty("number").GetInt32().ShouldBe(2);

        await using var connection = await server.Db.OpenAsync(Cancel);
        var (builds, revisions) = await connection.QuerySingleAsync<(int, int)>("select count(*)::int, count(distinct revision_id)::int from builds where app_id = @app", new { app });
        (builds, revisions).ShouldBe((2, 1));
        await connection.ExecuteAsync("update deployments set ended = null, finished_at = null where id = @failed; update builds set status = 'queued' where app_id = @app and status = 'failed'", new { failed, app });
        (await root.PostAsync($"/api/v1/deployments/{failed}/retry", null, Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_release_is_read_and_compared_without_its_secrets()
    {
        using var root = server.Root();
        var (app, slug) = await AppAsync(root);
        await ReleaseAsync(app, 1, """{"GREETING":"ahoy","KEY":"s3cret-one"}""");
        await ReleaseAsync(app, 2, """{"GREETING":"hello","KEY":"s3cret-two"}""");

        var read = await root.GetStringAsync($"/api/v1/apps/{slug}/releases/1", Cancel);
        read.ShouldNotContain("s3cret");
        JsonDocument.Parse(read).RootElement.GetProperty("env_vars").GetProperty("KEY").GetString().ShouldBe("********");

        var compared = await root.GetStringAsync($"/api/v1/apps/{slug}/releases/diff?from=1&to=2", Cancel);
        compared.ShouldNotContain("s3cret");
        JsonDocument.Parse(compared).RootElement.GetProperty("changes").EnumerateArray().Select(change => $"{change.GetProperty("path")} {change.GetProperty("from")} {change.GetProperty("to")}")
            .ShouldBe(["env.GREETING ahoy hello", "env.KEY ******** ******** (changed)"]);

        (await root.GetAsync($"/api/v1/apps/{slug}/releases/3", Cancel)).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await root.GetAsync($"/api/v1/apps/{slug}/releases/diff?from=9&to=2", Cancel)).StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await root.GetAsync($"/api/v1/apps/{slug}/releases/diff?from=1&to=settings", Cancel)).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Theory]
    [InlineData("/api/v1/apps/{0}/events")]
    [InlineData("/api/v1/events")]
    [InlineData("/api/v1/events?app={0}")]
    public async Task Events_come_as_they_happen_and_go_on_after_the_last_one_that_was_seen(string address)
    {
        using var root = server.Root();
        var (app, slug) = await AppAsync(root);
        var path = string.Format(System.Globalization.CultureInfo.InvariantCulture, address, slug);
        await AddEventAsync(app, "before anybody listened");
        string? last;
        using (var first = await StreamAsync(root, path, null))
        {
            await AddEventAsync(app, "one");
            (last, var text) = await NextAsync(first);
            text.ShouldBe("one");
        }
        await AddEventAsync(app, "while away");
        using var second = await StreamAsync(root, path, last);
        (await NextAsync(second)).Text.ShouldBe("while away");
        await AddEventAsync(app, "and on");
        (await NextAsync(second)).Text.ShouldBe("and on");
    }

    private static async Task<StreamReader> StreamAsync(HttpClient client, string path, string? last)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Add("Accept", "text/event-stream");
        if (last is not null)
            request.Headers.Add("Last-Event-ID", last);
        var answer = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancel);
        answer.EnsureSuccessStatusCode();
        var stream = new StreamReader(await answer.Content.ReadAsStreamAsync(Cancel));
        // It listens once it says so.
        (await stream.ReadLineAsync(Cancel)).ShouldBe("event: ping");
        return stream;
    }

    /// <summary>The next event that is no ping: its id and text.</summary>
    private static async Task<(string? Id, string Text)> NextAsync(StreamReader stream)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        deadline.CancelAfter(TimeSpan.FromSeconds(30));
        var (id, text) = ((string?)null, (string?)null);
        while (await stream.ReadLineAsync(deadline.Token) is { } line)
        {
            if (line.StartsWith("id: ", StringComparison.Ordinal))
                id = line[4..];
            else if (line.StartsWith("data: {", StringComparison.Ordinal))
                text = JsonDocument.Parse(line[6..]).RootElement.GetProperty("text").GetString();
            else if (line.Length == 0 && text is not null)
                return (id, text);
        }
        throw new InvalidOperationException("The stream has ended.");
    }

    private static async Task<List<Guid>> IdsAsync(HttpClient client, string query) =>
        [.. (await client.GetFromJsonAsync<JsonElement>($"/api/v1/deployments{query}", Cancel)).EnumerateArray().Select(deployment => deployment.GetProperty("id").GetGuid())];

    private static async Task<(Guid Id, string Slug)> AppAsync(HttpClient root)
    {
        var slug = $"past-{Guid.NewGuid():n}"[..20];
        using var created = await root.PostAsJsonAsync("/api/v1/apps", new { name = "Past", slug }, Cancel);
        return ((await created.Content.ReadFromJsonAsync<JsonElement>(Cancel)).GetProperty("id").GetGuid(), slug);
    }

    private async Task<Guid> FailedDeploymentAsync(Guid app)
    {
        var (revision, build, deployment) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            """
            insert into source_revisions (id, app_id, kind, url) values (@revision, @app, 'git', 'https://git.invalid/past.git');
            insert into builds (id, app_id, revision_id, status, completed_at) values (@build, @app, @revision, 'failed', now());
            update apps set last_deployment = 1 where id = @app;
            insert into deployments (id, app_id, number, trigger, actor, build_id, ended, finished_at) values (@deployment, @app, 1, 'api', 'the test', @build, 'failed', now());
            """,
            new { app, revision, build, deployment });
        return deployment;
    }

    private async Task ReleaseAsync(Guid app, int number, string environment)
    {
        var release = Guid.CreateVersion7();
        await using var connection = await server.Db.OpenAsync(Cancel);
        var secret = await server.Services.GetRequiredService<DataKeys>().SealAsync(connection, server.Home, System.Text.Encoding.UTF8.GetBytes(environment), $"release:{release}");
        await connection.ExecuteAsync(
            "insert into releases (id, app_id, number, env_ciphertext, data_key_id, secret_keys) values (@release, @app, @number, @Ciphertext, @DataKeyId, '{KEY}')",
            new { release, app, number, secret.Ciphertext, secret.DataKeyId });
    }

    private async Task AddEventAsync(Guid app, string text)
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        await Seaworthy.Server.Platform.Events.EventLog.AddAsync(connection, new AppId(app), "test", text);
    }
}
