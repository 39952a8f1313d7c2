using System.Text.Json.Nodes;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Settings;

/// <summary>Settings as a user changes them, seen from inside the containers and from the engine.</summary>
public sealed class SettingsTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Secrets_labels_limits_and_an_added_process_reach_the_containers_and_a_rollback_takes_them_back()
    {
        var app = await CreateLiveApp("v1");

        await Changed(app, HttpMethod.Post, "/env?kind=secret", new Dictionary<string, string> { ["TOKEN"] = "hunter2" });
        (await Inside(app, "web", "echo $TOKEN")).ShouldBe("hunter2\n");
        (await Send(app, HttpMethod.Get, "/env", null)).ToJsonString().ShouldNotContain("hunter2");
        await Changed(app, HttpMethod.Patch, "", new { labels = new { team = "blue" }, memory_limit = 134217728 });
        (await Inspect(app, "web", "{{index .Config.Labels \"team\"}} {{.HostConfig.Memory}}")).ShouldBe("blue 134217728");
        await Changed(app, HttpMethod.Put, "/processes/worker", new { command = "/app worker", memory_limit = 67108864 });
        (await Inspect(app, "worker", "{{.HostConfig.Memory}}")).ShouldBe("67108864");
        await Eventually.True(async token => (await app.Logs(token)).Contains("worker v1 tick", StringComparison.Ordinal), TimeSpan.FromSeconds(20), "the worker ticks", Cancel);

        await app.Becomes("succeeded", await app.Rollback(1, Cancel), Cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 1, TimeSpan.FromSeconds(60), "the worker and the old web are gone", Cancel);

        (await Inside(app, "web", "echo ${TOKEN-none}")).ShouldBe("none\n");
        (await Inspect(app, "web", "{{index .Config.Labels \"team\"}} {{.HostConfig.Memory}}")).ShouldBe(" 536870912");
    }

    [Fact]
    public async Task A_dry_run_tells_the_whole_plan_and_changes_nothing()
    {
        var app = await CreateLiveApp("v1");
        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel), Cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 1, TimeSpan.FromSeconds(60), "the old container is gone", Cancel);
        var image = (await app.View(Cancel)).CurrentImageId;
        var before = await State(app);

        var change = await Send(app, HttpMethod.Patch, "?dry_run=true", new { memory_limit = 134217728, description = "smaller" });
        change["changes"]!.ToJsonString().ShouldBe("""[{"field":"description","from":"","to":"smaller"},{"field":"memory_limit","from":"536870912","to":"134217728"}]""");
        change["makes_release"]!.GetValue<bool>().ShouldBeTrue();
        var plan = change["plan"]!.AsArray().Select(step => step!.GetValue<string>()).ToList();
        plan[0].ShouldBe("rollout begin — it is the app's turn");
        plan.ShouldContain("web.1 create — no container for its instance");
        plan[^1].ShouldBe("web.1 remove — its process ended");

        (await Send(app, HttpMethod.Post, "/env?kind=secret&dry_run=true", new Dictionary<string, string> { ["TOKEN"] = "hunter2" })).ToJsonString().ShouldNotContain("hunter2");
        (await Send(app, HttpMethod.Post, "/volumes?dry_run=true", new { name = "data", path = "/data" }))["plan"]!.ToJsonString().ShouldContain("it must stop before the new one may start");
        (await Send(app, HttpMethod.Put, "/processes/worker?dry_run=true", new { command = "/app worker" }))["plan"]!.ToJsonString().ShouldContain("worker.1 start");
        var scale = await Send(app, HttpMethod.Post, "/scale?dry_run=true", new { replicas = 2 });
        scale["makes_release"]!.GetValue<bool>().ShouldBeFalse();
        scale["plan"]!.ToJsonString().ShouldContain("web.2 start");
        (await Send(app, HttpMethod.Post, "/rollback?dry_run=true", new { release = 1 }))["changes"]!.ToJsonString().ShouldContain("\"to\":\"v1\"");
        (await Send(app, HttpMethod.Post, "/deployments?dry_run=true", new { image_id = image }))["plan"]!.ToJsonString().ShouldContain("rollout switch");

        (await State(app)).ShouldBe(before);
    }

    [Fact]
    public async Task A_dry_run_of_a_rollback_tells_what_else_differs_with_secrets_masked()
    {
        var app = await CreateLiveApp("v1");
        await Changed(app, HttpMethod.Patch, "", new { memory_limit = 134217728 });
        await Changed(app, HttpMethod.Post, "/env?kind=secret", new Dictionary<string, string> { ["TOKEN"] = "hunter2" });
        await Changed(app, HttpMethod.Post, "/env", new Dictionary<string, string> { ["COLOUR"] = "blue" });

        var back = (await Send(app, HttpMethod.Post, "/rollback?dry_run=true", new { release = 1 }))["changes"]!.ToJsonString();
        back.ShouldBe("""[{"field":"release","from":"v4","to":"v1"},{"field":"env.COLOUR","from":"blue","to":null},{"field":"env.TOKEN","from":"********","to":null},{"field":"processes.web.memory_limit","from":"134217728","to":"536870912"}]""");
        var again = (await Send(app, HttpMethod.Post, "/rollback?dry_run=true", new { release = 1, current_env = true }))["changes"]!.ToJsonString();
        again.ShouldBe("""[{"field":"release","from":"v4","to":"v5"}]""");
    }

    [Fact]
    public async Task What_was_set_while_an_app_was_stopped_is_live_when_it_starts()
    {
        var app = await CreateLiveApp("v1");
        await app.Order("stop", Cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 0, TimeSpan.FromSeconds(60), "no container is left", Cancel);

        (await Send(app, HttpMethod.Post, "/env", new Dictionary<string, string> { ["COLOUR"] = "blue" }))["deployment_id"].ShouldBeNull();
        await app.Order("start", Cancel);
        await Eventually.True(async token => (await app.Answer("/", token)).Version == "v1", TimeSpan.FromSeconds(60), "it answers again", Cancel);

        (await Inside(app, "web", "echo $COLOUR")).ShouldBe("blue\n");
    }

    [Fact]
    public async Task The_pre_deploy_setting_runs_instead_of_the_procfiles_release_command()
    {
        var app = await CreateApp(("pre_deploy_command", "echo settings win && true"));
        await using var events = ContainerEvents.Watch(app);

        await app.BecomesLive(await app.DeployFiles(SourceFiles.Procfile(World.Image, "v1"), Cancel), Cancel);

        events.Starts("pre-deploy").ShouldBe(1);
        events.Starts("release").ShouldBe(0);
        (await World.Installation.Admin.SendText(HttpMethod.Get, $"{app.Path}/events", null, Cancel)).ShouldContain("takes the place of the build's own");
    }

    /// <summary>All that a change could leave behind.</summary>
    private async Task<string> State(TestedApp app)
    {
        var parts = new List<string>();
        foreach (var path in (string[])["", "/env", "/processes", "/volumes", "/releases", "/deployments", "/events"])
            parts.Add(await World.Installation.Admin.SendText(HttpMethod.Get, app.Path + path, null, Cancel));
        parts.AddRange(await Containers.Ids(app, Cancel));
        parts.AddRange(await World.Installation.Engine.DockerIds(["volume", "ls", "--quiet", "--filter", $"label=seaworthy.app={app.Id}"], Cancel));
        return string.Join('\n', parts);
    }

    private async Task<JsonNode> Send(TestedApp app, HttpMethod method, string path, object? body) =>
        JsonNode.Parse(await World.Installation.Admin.SendText(method, app.Path + path, body, Cancel))!;

    private async Task Changed(TestedApp app, HttpMethod method, string path, object body)
    {
        var answer = await Send(app, method, path, body);
        await app.Becomes("succeeded", await app.Deployment(answer["deployment_id"]!.GetValue<Guid>(), Cancel), Cancel);
        await Eventually.True(
            async token => await Containers.AreSettled(app, token), TimeSpan.FromSeconds(60), "the old containers are gone", Cancel);
    }

    private async Task<string> Inside(TestedApp app, string process, string script) =>
        await World.Installation.Engine.Docker(["exec", await Containers.Running(app, process, Cancel), "/bin/sh", "-c", script], Cancel);

    private async Task<string> Inspect(TestedApp app, string process, string format) =>
        (await World.Installation.Engine.Docker(["inspect", "--format", format, await Containers.Running(app, process, Cancel)], Cancel)).TrimEnd('\n');
}
