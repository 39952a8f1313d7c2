using System.Net;
using System.Text.Json.Nodes;
using Dapper;
using Seaworthy.Server.Apps.Volumes;

namespace Seaworthy.Server.Tests.Deployments.Settings;

/// <summary>What single processes have of their own, and volumes with their rules.</summary>
public sealed class VolumesAndProcessesTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly SettingsApi api = new(server);

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task A_process_has_what_it_was_given_and_else_what_the_app_has()
    {
        var app = await api.NewAppAsync(("memory_limit", 67108864), ("health_path", "/up"), ("pre_deploy_command", "./migrate"));

        await api.DoAsync(HttpMethod.Put, $"{app}/processes/worker", new JsonObject { ["command"] = "./work --fast", ["replicas"] = 3, ["port"] = 9000, ["health_path"] = "/w", ["cpu_quota"] = 20000 });

        var processes = (await api.GetAsync($"{app}/processes")).AsArray();
        processes.Select(process => $"{process!["name"]} {process["kind"]} {process["replicas"]}").ShouldBe(["pre-deploy release 0", "worker service 3"]);
        var worker = processes[1]!;
        worker["command"]!.GetValue<string>().ShouldBe("./work --fast");
        worker["port"]!.GetValue<int>().ShouldBe(9000);
        worker["health_path"]!.GetValue<string>().ShouldBe("/w");
        worker["memory_limit"]!.GetValue<long>().ShouldBe(67108864);
        worker["cpu_quota"]!.GetValue<long>().ShouldBe(20000);

        // What is null is as the app has it again; only the replicas stay.
        var plain = await api.DoAsync(HttpMethod.Put, $"{app}/processes/worker", new JsonObject { ["command"] = "./work" });
        plain["replicas"]!.GetValue<int>().ShouldBe(3);
        plain["port"].ShouldBeNull();
        plain["cpu_quota"]!.GetValue<long>().ShouldBe(50000);
        await api.DoAsync(HttpMethod.Delete, $"{app}/processes/worker");
        (await api.GetAsync($"{app}/processes")).AsArray().Count.ShouldBe(1);
        (await api.SendAsync(HttpMethod.Delete, $"{app}/processes/worker")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_patch_of_a_process_leaves_what_it_does_not_name_and_null_is_as_the_app_has_it()
    {
        var app = await api.NewAppAsync(("memory_limit", 67108864));
        await api.DoAsync(HttpMethod.Put, $"{app}/processes/worker", new JsonObject
        {
            ["command"] = "./work --fast", ["replicas"] = 3, ["port"] = 9000, ["health_path"] = "/w", ["cpu_quota"] = 20000, ["memory_limit"] = 134217728,
        });

        (await PatchedAsync(new JsonObject { ["cpu_quota"] = 30000 })).ShouldBe("3 ./work --fast 9000 /w 134217728 30000");
        (await PatchedAsync(new JsonObject { ["command"] = "./work --slow", ["replicas"] = 2 })).ShouldBe("2 ./work --slow 9000 /w 134217728 30000");
        // A health path has nowhere to be asked without the port.
        (await api.FaultsAsync(HttpMethod.Patch, $"{app}/processes/worker", new JsonObject { ["port"] = null })).ShouldBe(["health_path"]);
        (await api.FaultsAsync(HttpMethod.Patch, $"{app}/processes/worker", new JsonObject { ["prot"] = 1 })).ShouldBe(["prot"]);
        (await PatchedAsync(new JsonObject { ["port"] = null, ["health_path"] = null, ["memory_limit"] = null, ["cpu_quota"] = null })).ShouldBe("2 ./work --slow   67108864 50000");
        (await PatchedAsync(new JsonObject { ["replicas"] = null })).ShouldBe("1 ./work --slow   67108864 50000");

        async Task<string> PatchedAsync(JsonObject patch)
        {
            var process = await api.DoAsync(HttpMethod.Patch, $"{app}/processes/worker", patch);
            return $"{process["replicas"]} {process["command"]} {process["port"]} {process["health_path"]} {process["memory_limit"]} {process["cpu_quota"]}";
        }
    }

    [Theory]
    [InlineData("Worker", """{"replicas":1}""", "name")]
    [InlineData("worker", """{"replicas":11}""", "replicas")]
    [InlineData("worker", """{"memory_limit":1}""", "memory_limit")]
    [InlineData("worker", """{"cpu_quota":1}""", "cpu_quota")]
    [InlineData("worker", """{"port":0}""", "port")]
    [InlineData("worker", """{"health_path":"/x"}""", "health_path")]
    [InlineData("worker", """{"port":80,"health_path":"x"}""", "health_path")]
    [InlineData("worker", """{"command":"a\nb"}""", "command")]
    [InlineData("release", """{"replicas":2}""", "replicas")]
    [InlineData("pre-deploy", """{"command":"./x"}""", "command")]
    public async Task A_process_that_cannot_be_is_refused_by_the_fields_name(string name, string body, string field)
    {
        var app = await api.NewAppAsync();

        (await api.FaultsAsync(HttpMethod.Put, $"{app}/processes/{name}", JsonNode.Parse(body))).ShouldBe([field]);
        (await api.FaultsAsync(HttpMethod.Patch, $"{app}/processes/{name}", JsonNode.Parse(body))).ShouldBe([field]);
    }

    [Theory]
    [InlineData("""{"path":"/d"}""", "name")]
    [InlineData("""{"name":"A b","path":"/d"}""", "name")]
    [InlineData("""{"name":"d"}""", "path")]
    [InlineData("""{"name":"d","path":"d"}""", "path")]
    [InlineData("""{"name":"d","path":"/d","process":"Web"}""", "process")]
    [InlineData("""{"name":"d","path":"/d","process":"pre-deploy"}""", "shared")]
    public async Task A_volume_that_cannot_be_is_refused_by_the_fields_name(string body, string field)
    {
        var app = await api.NewAppAsync();

        (await api.FaultsAsync(HttpMethod.Post, $"{app}/volumes", JsonNode.Parse(body))).ShouldBe([field]);
        (await api.GetAsync($"{app}/volumes")).AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_volume_is_exclusive_unless_shared()
    {
        var app = await api.NewAppAsync();
        await MountAsync(app, "data", "/data");
        await MountAsync(app, "pool", "/pool", shared: true);
        await MountAsync(app, "pool", "/elsewhere", shared: true, process: "worker");

        (await api.GetAsync($"{app}/volumes")).AsArray().Select(volume => $"{volume!["name"]} {volume["process"]} {volume["path"]} {volume["shared"]}")
            .ShouldBe(["data web /data false", "pool web /pool true", "pool worker /elsewhere true"]);
        await RefusedAsync(app, "data", "/x", process: "worker");
        await RefusedAsync(app, "data", "/x");
        await RefusedAsync(app, "other", "/data");
        await RefusedAsync(app, "pool", "/x", process: "third");
        // Replicas and exclusive volumes do not go together, whichever comes first.
        (await api.SendAsync(HttpMethod.Put, $"{app}/processes/web", new JsonObject { ["replicas"] = 2 })).Status.ShouldBe(HttpStatusCode.Conflict);
        await api.DoAsync(HttpMethod.Put, $"{app}/processes/worker", new JsonObject { ["command"] = "./w", ["replicas"] = 2 });
        await RefusedAsync(app, "mine", "/mine", process: "worker");
        (await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["strategy"] = "stop-first" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await api.GetAsync($"{app}/processes")).AsArray().Single(process => process!["name"]!.GetValue<string>() == "worker")!["strategy"]!.GetValue<string>().ShouldBe("start-first");
    }

    [Fact]
    public async Task A_volume_that_was_unmounted_has_its_content_again_within_seven_days()
    {
        var app = await api.NewAppAsync();
        var id = (await MountAsync(app, "data", "/data"))["id"]!.GetValue<string>();

        await api.DoAsync(HttpMethod.Delete, $"{app}/volumes/data");
        (await api.GetAsync($"{app}/volumes")).AsArray().ShouldBeEmpty();
        (await api.SendAsync(HttpMethod.Delete, $"{app}/volumes/data")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await MountAsync(app, "data", "/other"))["id"]!.GetValue<string>().ShouldBe(id);

        // Removed for good, the name begins anew.
        await api.DoAsync(HttpMethod.Delete, $"{app}/volumes/data");
        await using var connection = await server.Db.OpenAsync(TestContext.Current.CancellationToken);
        (await connection.ExecuteScalarAsync<int>("select count(*)::int from volumes where id = @id and remove_after between now() + interval '6 days 23 hours' and now() + interval '7 days'", new { id = Guid.Parse(id) })).ShouldBe(1);
        await connection.ExecuteAsync("update volumes set remove_after = now() - interval '1 second' where id = @id", new { id = Guid.Parse(id) });
        await VolumeStore.MarkRemovedAsync(connection);
        (await MountAsync(app, "data", "/data"))["id"]!.GetValue<string>().ShouldNotBe(id);
    }

    [Fact]
    public async Task A_deleted_app_keeps_its_volumes_for_seven_days()
    {
        var app = await api.NewAppAsync();
        var id = Guid.Parse((await MountAsync(app, "data", "/data"))["id"]!.GetValue<string>());
        await using var connection = await server.Db.OpenAsync(TestContext.Current.CancellationToken);

        await api.DoAsync(HttpMethod.Delete, app);
        await VolumeStore.MarkRemovedAsync(connection);
        (await RemovedAsync()).ShouldBeFalse();

        await connection.ExecuteAsync("update volumes set remove_after = remove_after - interval '7 days 1 second' where id = @id", new { id });
        await VolumeStore.MarkRemovedAsync(connection);
        (await RemovedAsync()).ShouldBeTrue();

        Task<bool> RemovedAsync() => connection.ExecuteScalarAsync<bool>("select removed_at is not null from volumes where id = @id", new { id });
    }

    [Fact]
    public async Task A_release_whose_volume_is_gone_is_not_rolled_back_to()
    {
        var app = await api.NewAppAsync();
        var volume = Guid.Parse((await MountAsync(app, "data", "/data"))["id"]!.GetValue<string>());
        await using var connection = await server.Db.OpenAsync(TestContext.Current.CancellationToken);
        await connection.ExecuteAsync(
            """
            insert into releases (id, app_id, number, env_ciphertext, data_key_id) select @release, app_id, 1, ''::bytea, (select id from data_keys limit 1) from volumes where id = @volume;
            insert into release_processes (release_id, name, kind, image_id, image_tag, mounts, memory_bytes, cpu_millis, pids, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds)
                values (@release, 'web', 'service', 'i', 't', jsonb_build_array(jsonb_build_object('Volume', 'sea-volume-' || @hex, 'Path', '/data')), 1, 1, 1, 'stop-first', 1, 1, 1);
            update volumes set removed_at = now() where id = @volume;
            """,
            new { release = Guid.CreateVersion7(), volume, hex = $"{volume:n}" });

        var (status, body, _) = await api.SendAsync(HttpMethod.Post, $"{app}/rollback", new JsonObject { ["release"] = 1 });

        status.ShouldBe(HttpStatusCode.Conflict);
        body!["detail"]!.GetValue<string>().ShouldContain("'data', which was removed for good");
    }

    [Fact]
    public async Task Scaling_needs_something_that_is_deployed()
    {
        var app = await api.NewAppAsync();

        (await api.SendAsync(HttpMethod.Post, $"{app}/scale", new JsonObject { ["replicas"] = 2 })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await api.FaultsAsync(HttpMethod.Post, $"{app}/scale", new JsonObject { ["replicas"] = 11 })).ShouldBe(["replicas"]);
        (await api.FaultsAsync(HttpMethod.Post, $"{app}/scale", new JsonObject { ["processes"] = new JsonObject { ["web"] = 1, ["worker"] = -1 } })).ShouldBe(["processes.worker"]);
    }

    private Task<JsonNode> MountAsync(string app, string name, string path, bool shared = false, string process = "web") =>
        api.DoAsync(HttpMethod.Post, $"{app}/volumes", new JsonObject { ["name"] = name, ["path"] = path, ["shared"] = shared, ["process"] = process });

    private async Task RefusedAsync(string app, string name, string path, string process = "web") =>
        (await api.SendAsync(HttpMethod.Post, $"{app}/volumes", new JsonObject { ["name"] = name, ["path"] = path, ["process"] = process })).Status.ShouldBe(HttpStatusCode.Conflict);
}
