using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Text;
using Dapper;
using Seaworthy.Server.Tests.Api;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>Every change that the API makes, also those that come later, leaves one row that says who did what to what.</summary>
public sealed class AuditTests(RunningServer server) : IClassFixture<RunningServer>
{
    /// <summary>Done only where there is an engine, or an unprivileged user's workspace: these write their row themselves, in the transaction of the deed.</summary>
    private static readonly string[] NeedMore =
    [
        "POST /api/v1/apps/{app}/deploy-key",
        // Names its variables in the query.
        "DELETE /api/v1/apps/{app}/env",
        "DELETE /api/v1/containers/{id}",
        "POST /api/v1/containers/{id}/restart",
        "POST /api/v1/containers/{id}/start",
        "POST /api/v1/containers/{id}/stop",
    ];

    /// <summary>What has no id to be named by: an id of these would be the secret itself.</summary>
    private static readonly string[] OfNoId = ["setup_links", "tickets"];

    /// <summary>Bodies that make sense for the rows of <see cref="OthersRows"/>, where the example of the description does not.</summary>
    private static readonly Dictionary<string, string> Bodies = new()
    {
        ["POST /api/v1/apps"] = """{"name":"Audited"}""",
        ["PUT /api/v1/apps/{app}"] = """{"description":"new"}""",
        ["PATCH /api/v1/apps/{app}"] = """{"description":"newer"}""",
        ["POST /api/v1/apps/{app}/builds/git"] = $$"""{"repo_url":"https://git.example/a.git","username":"u","password":"{{Secret}}"}""",
        ["POST /api/v1/apps/{app}/deploy"] = """{"image_id":"registry.example/a:1"}""",
        ["POST /api/v1/apps/{app}/domains"] = """{"host":"audited.example.org"}""",
        ["PATCH /api/v1/apps/{app}/domains/{host}"] = """{"redirect_to_https":false}""",
        ["POST /api/v1/apps/{app}/env"] = $$"""{"KEY":"{{Secret}}"}""",
        ["PUT /api/v1/apps/{app}/env"] = $$"""{"KEY":"{{Secret}}"}""",
        ["POST /api/v1/apps/{app}/rollback"] = """{"release":1}""",
        ["POST /api/v1/containers"] = $$"""{"name":"contained","image":"registry.example/a:1","env":{"KEY":"{{Secret}}"} }""",
        ["PUT /api/v1/projects/{project}"] = """{"name":"Audited project"}""",
        ["POST /api/v1/registries"] = $$"""{"registry":"registry.example","username":"u","password":"{{Secret}}"}""",
    };

    /// <summary>What the rows must be like so that it can be done.</summary>
    private static readonly Dictionary<string, string> Before = new()
    {
        ["POST /api/v1/apps/{app}/builds/{id}/cancel"] = Waiting,
        ["POST /api/v1/apps/{app}/builds/{id}/upload"] = Waiting,
        ["POST /api/v1/builds/{id}/cancel"] = Waiting,
        ["POST /api/v1/builds/{id}/upload"] = Waiting,
        ["POST /api/v1/deployments/{id}/cancel"] = Waiting + "update deployments set ended = null, finished_at = null where app_id = @app;",
        ["POST /api/v1/apps/{app}/deploy-key"] = "delete from deploy_keys where app_id = @app",
        ["DELETE /api/v1/apps/{app}/processes/{name}"] = "insert into app_processes (app_id, name, replicas) values (@app, 'web', 2)",
        ["DELETE /api/v1/apps/{app}/volumes/{name}"] = "insert into volumes (id, app_id, name) values (@app, @app, 'data'); insert into volume_mounts (volume_id, process, path, read_only) values (@app, 'web', '/data', false)",
        ["POST /api/v1/apps/{app}/restart"] = Serving,
        ["POST /api/v1/apps/{app}/rollback"] = Serving,
        ["POST /api/v1/apps/{app}/runs"] = Serving,
        ["POST /api/v1/apps/{app}/scale"] = Serving,
        ["POST /api/v1/apps/{app}/start"] = Serving + "update apps set desired = 'stopped' where id = @app;",
        ["POST /api/v1/runs/{id}/stop"] = "update runs set status = 'running', finished_at = null where app_id = @app",
    };

    private const string Secret = "hunter2-do-not-keep";

    private const string Waiting = "update builds set status = 'queued', completed_at = null, awaits_upload = true where app_id = @app;";

    private const string Serving = """
        insert into release_processes (release_id, name, kind, image_id, image_tag, memory_bytes, cpu_millis, pids, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds)
            select id, 'web', 'service', 'i', 't', 1, 1, 1, 'start-first', 1, 1, 1 from releases where app_id = @app;
        insert into serving (app_id, process, rollout_id, release_id) select app_id, 'web', id, release_id from rollouts where app_id = @app;
        """;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_change_leaves_one_row_and_what_was_refused_none()
    {
        var faults = new List<string>();
        var undone = new List<string>();
        foreach (var operation in (await Described.ReadAsync(server, Cancel)).Where(operation => operation.Method != "GET" && operation.Path.StartsWith("/api/", StringComparison.Ordinal)))
        {
            var rows = await OthersRows.CreateAsync(server, Cancel);
            if (Before.TryGetValue(operation.Name, out var prepare))
                await ExecuteAsync(prepare, Guid.Parse(rows.IdOf("apps")));
            using var root = server.Root();
            if (operation.Method == "DELETE" && operation.Path.Contains("/env", StringComparison.Ordinal))
                (await root.PostAsJsonAsync($"/api/v1/apps/{rows.IdOf("apps")}/env", new Dictionary<string, string> { ["KEY"] = Secret }, Cancel)).EnsureSuccessStatusCode().Dispose();
            var before = await LastAsync();
            using var request = new HttpRequestMessage(new HttpMethod(operation.Method), operation.PathOf(rows.IdOf)) { Content = BodyOf(operation) };
            using var answer = await root.SendAsync(request, Cancel);
            var written = await SinceAsync(before);
            // 422: what was asked for was made, and failed.
            var isDone = answer.IsSuccessStatusCode || answer.StatusCode == HttpStatusCode.UnprocessableEntity;
            faults.AddRange(written.Where(row => row.Detail.Contains(Secret, StringComparison.Ordinal)).Select(row => $"{operation.Name} kept a secret: {row}"));
            if (!isDone)
                undone.Add($"{operation.Name} {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(Cancel)}");
            if (written.Count != (isDone ? 1 : 0))
                faults.Add($"{operation.Name} answered {(int)answer.StatusCode} and left {written.Count} rows");
            faults.AddRange(written.Where(row => row.Actor != "local administrator" || row.Action is "" || row.Resource is "" || (row.ResourceId is "" && !OfNoId.Contains(row.Resource))).Select(row => $"{operation.Name}: {row}"));
        }

        faults.ShouldBeEmpty();
        undone.Where(one => !NeedMore.Any(name => one.StartsWith(name + " ", StringComparison.Ordinal))).ShouldBeEmpty("give it a body that it can do, in Bodies");
    }

    private async Task<long> LastAsync()
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        return await connection.ExecuteScalarAsync<long>("select coalesce(max(id), 0) from audit");
    }

    private async Task<IReadOnlyList<Row>> SinceAsync(long before)
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        return [.. await connection.QueryAsync<Row>("select actor, action, resource, resource_id, detail::text as detail from audit where id > @before order by id", new { before })];
    }

    private static HttpContent? BodyOf(Described operation)
    {
        if (Bodies.TryGetValue(operation.Name, out var body))
            return new StringContent(body, Encoding.UTF8, "application/json");
        if (operation.Body is not null)
            return new StringContent(operation.Example.ToJsonString(), Encoding.UTF8, "application/json");
        return operation.Path.EndsWith("/upload", StringComparison.Ordinal) ? Archive() : null;
    }

    private static MultipartFormDataContent Archive()
    {
        using var packed = new MemoryStream();
        using (var zip = new ZipArchive(packed, ZipArchiveMode.Create, leaveOpen: true))
            zip.CreateEntry("Dockerfile");
        return new MultipartFormDataContent { { new ByteArrayContent(packed.ToArray()), "source", "app.zip" } };
    }

    private async Task ExecuteAsync(string sql, Guid app)
    {
        await using var connection = await server.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(sql, new { app });
    }

    private sealed record Row
    {
        public required string Actor { get; init; }

        public required string Action { get; init; }

        public required string Resource { get; init; }

        public required string ResourceId { get; init; }

        public required string Detail { get; init; }
    }
}
