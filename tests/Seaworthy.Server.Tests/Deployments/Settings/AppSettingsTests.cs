using System.Net;
using System.Text.Json.Nodes;

namespace Seaworthy.Server.Tests.Deployments.Settings;

/// <summary>Settings of an app: what was set is read again, what is wrong is told by name, and nothing is half-made.</summary>
public sealed class AppSettingsTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly SettingsApi api = new(server);

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task A_new_app_keeps_all_that_it_was_given()
    {
        var app = await api.GetAsync(await api.NewAppAsync(
            ("strategy", "stop-first"), ("hardened", true), ("return_when_crashing", true), ("dockerfile_path", "./docker//Dockerfile"), ("build_target", "prod"), ("build_args", new JsonObject { ["A"] = "1" }),
            ("labels", new JsonObject { ["team"] = "blue" }), ("pre_deploy_command", "./migrate && ./seed"), ("post_deploy_command", "./tell")));

        app["strategy"]!.GetValue<string>().ShouldBe("stop-first");
        app["hardened"]!.GetValue<bool>().ShouldBeTrue();
        app["return_when_crashing"]!.GetValue<bool>().ShouldBeTrue();
        app["dockerfile_path"]!.GetValue<string>().ShouldBe("docker/Dockerfile");
        app["build_target"]!.GetValue<string>().ShouldBe("prod");
        app["build_args"]!.ToJsonString().ShouldBe("""{"A":"1"}""");
        app["labels"]!.ToJsonString().ShouldBe("""{"team":"blue"}""");
        app["pre_deploy_command"]!.GetValue<string>().ShouldBe("./migrate && ./seed");
        app["post_deploy_command"]!.GetValue<string>().ShouldBe("./tell");
        app["project"]!.GetValue<string>().ShouldBe("Default");
    }

    [Fact]
    public async Task Put_leaves_what_is_null_and_removes_what_is_empty()
    {
        var app = await api.NewAppAsync(("exposed_port", 3000), ("health_path", "/up"), ("pre_deploy_command", "./a"), ("labels", new JsonObject { ["a"] = "1" }));

        var put = await api.DoAsync(HttpMethod.Put, app, new JsonObject { ["memory_limit"] = 67108864, ["name"] = null });
        put["exposed_port"]!.GetValue<int>().ShouldBe(3000);
        put["memory_limit"]!.GetValue<long>().ShouldBe(67108864);

        var removed = await api.DoAsync(
            HttpMethod.Put, app, new JsonObject { ["exposed_port"] = 0, ["health_path"] = "", ["pre_deploy_command"] = "", ["labels"] = new JsonObject { ["b"] = "2" } });
        removed["exposed_port"].ShouldBeNull();
        removed["health_path"].ShouldBeNull();
        removed["pre_deploy_command"].ShouldBeNull();
        removed["labels"]!.ToJsonString().ShouldBe("""{"b":"2"}""");
    }

    [Fact]
    public async Task Returning_when_it_crashes_is_asked_for_and_needs_no_release()
    {
        var app = await api.NewAppAsync();
        (await api.GetAsync(app))["return_when_crashing"]!.GetValue<bool>().ShouldBeFalse();

        var dry = await api.DoAsync(HttpMethod.Patch, $"{app}?dry_run=true", new JsonObject { ["return_when_crashing"] = true });
        dry["changes"]!.ToJsonString().ShouldBe("""[{"field":"return_when_crashing","from":"false","to":"true"}]""");
        dry["makes_release"]!.GetValue<bool>().ShouldBeFalse();
        (await api.DoAsync(HttpMethod.Patch, app, new JsonObject { ["return_when_crashing"] = true }))["return_when_crashing"]!.GetValue<bool>().ShouldBeTrue();
        (await api.DoAsync(HttpMethod.Put, app, new JsonObject { ["name"] = "other" }))["return_when_crashing"]!.GetValue<bool>().ShouldBeTrue();
        (await api.DoAsync(HttpMethod.Patch, app, new JsonObject { ["return_when_crashing"] = null }))["return_when_crashing"]!.GetValue<bool>().ShouldBeFalse();
        (await api.FaultsAsync(HttpMethod.Patch, app, new JsonObject { ["return_when_crashing"] = "often" })).ShouldBe(["return_when_crashing"]);
    }

    [Fact]
    public async Task Patch_merges_maps_and_null_removes()
    {
        var app = await api.NewAppAsync(("exposed_port", 3000), ("memory_limit", 67108864), ("labels", new JsonObject { ["a"] = "1", ["b"] = "2" }));

        var patched = await api.DoAsync(
            HttpMethod.Patch, app, new JsonObject { ["exposed_port"] = null, ["memory_limit"] = null, ["labels"] = new JsonObject { ["a"] = null, ["c"] = "3" } });

        patched["exposed_port"].ShouldBeNull();
        patched["memory_limit"]!.GetValue<long>().ShouldBe(512L * 1024 * 1024);
        patched["labels"]!.ToJsonString().ShouldBe("""{"b":"2","c":"3"}""");
        (await api.FaultsAsync(HttpMethod.Patch, app, new JsonObject { ["slug"] = null })).ShouldBe(["slug"]);
        (await api.FaultsAsync(HttpMethod.Patch, app, new JsonObject { ["memory_limit"] = "much" })).ShouldBe(["memory_limit"]);
    }

    [Fact]
    public async Task Everything_wrong_is_told_at_once_by_its_name_and_nothing_is_changed()
    {
        var app = await api.NewAppAsync();
        var before = await api.GetTextAsync(app);

        var faults = await api.FaultsAsync(HttpMethod.Put, app, new JsonObject
        {
            ["description"] = "changed",
            ["strategy"] = "sideways",
            ["dockerfile_path"] = "../Dockerfile",
            ["build_target"] = "a b",
            ["build_args"] = new JsonObject { ["1A"] = "x" },
            ["labels"] = new JsonObject { ["seaworthy.app"] = "mine", ["-x"] = "1", ["ok"] = null, ["com.docker.compose"] = "x" },
            ["pre_deploy_command"] = "a\nb",
            ["post_deploy_command"] = new string('x', 5000),
            ["exposed_port"] = 70000,
            ["memory_limit"] = 1,
        });

        faults.Order(StringComparer.Ordinal).ShouldBe([
            "build_args.1A", "build_target", "dockerfile_path", "exposed_port", "labels.-x", "labels.com.docker.compose", "labels.ok", "labels.seaworthy.app", "memory_limit",
            "post_deploy_command", "pre_deploy_command", "strategy",
        ]);
        (await api.FaultsAsync(HttpMethod.Put, app, new JsonObject { ["project"] = "nowhere", ["description"] = "changed" })).ShouldBe(["project"]);
        (await api.GetTextAsync(app)).ShouldBe(before);
    }

    [Fact]
    public async Task Who_writes_by_an_old_version_is_refused_and_who_reads_again_is_not()
    {
        var app = await api.NewAppAsync();
        var read = (await api.SendAsync(HttpMethod.Get, app)).Whole.Headers.ETag!.ToString();

        (await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["description"] = "one" }, read)).Status.ShouldBe(HttpStatusCode.OK);
        var (status, body, _) = await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["description"] = "two" }, read);
        status.ShouldBe(HttpStatusCode.PreconditionFailed);
        body!["detail"]!.GetValue<string>().ShouldContain("Read the app again");
        (await api.SendAsync(HttpMethod.Post, $"{app}/env", new JsonObject { ["A"] = "1" }, read)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.SendAsync(HttpMethod.Put, $"{app}/processes/web", new JsonObject { ["port"] = 80 }, read)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.SendAsync(HttpMethod.Post, $"{app}/volumes", new JsonObject { ["name"] = "d", ["path"] = "/d" }, read)).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await api.GetAsync(app))["description"]!.GetValue<string>().ShouldBe("one");

        var again = (await api.SendAsync(HttpMethod.Get, app)).Whole.Headers.ETag!.ToString();
        again.ShouldNotBe(read);
        (await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["description"] = "two" }, $"\"x\", {again}")).Status.ShouldBe(HttpStatusCode.OK);
        (await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["description"] = "three" }, "*")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_write_that_changes_nothing_makes_no_new_version()
    {
        var app = await api.NewAppAsync(("description", "same"));
        var before = (await api.SendAsync(HttpMethod.Get, app)).Whole.Headers.ETag!.ToString();

        var answer = await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["description"] = "same" });

        answer.Whole.Headers.ETag!.ToString().ShouldBe(before);
        answer.Body!["deployment_id"].ShouldBeNull();
    }

    [Fact]
    public async Task A_taken_slug_is_a_conflict_and_the_rest_of_the_change_is_not_made()
    {
        var app = await api.NewAppAsync();
        await api.NewAppAsync(("slug", "taken-slug"));

        (await api.SendAsync(HttpMethod.Put, app, new JsonObject { ["slug"] = "taken-slug", ["description"] = "changed" })).Status.ShouldBe(HttpStatusCode.Conflict);

        (await api.GetAsync(app))["description"]!.GetValue<string>().ShouldBe("");
    }

    [Fact]
    public async Task A_dry_run_of_an_app_that_never_was_deployed_shows_the_change_and_makes_none()
    {
        var app = await api.NewAppAsync();
        var before = await api.GetTextAsync(app);

        var answer = await api.DoAsync(HttpMethod.Put, $"{app}?dry_run=true", new JsonObject { ["memory_limit"] = 67108864 });

        answer.ToJsonString().ShouldBe("""{"dry_run":true,"changes":[{"field":"memory_limit","from":"536870912","to":"67108864"}],"makes_release":false,"plan":[]}""");
        (await api.GetTextAsync(app)).ShouldBe(before);
        (await api.FaultsAsync(HttpMethod.Put, $"{app}?dry_run=maybe", new JsonObject())).ShouldBe(["dry_run"]);
    }

    [Fact]
    public async Task Projects_hold_apps_and_go_only_when_they_hold_none()
    {
        var project = await api.DoAsync(HttpMethod.Post, "/api/v1/projects", new JsonObject { ["name"] = "Shop & more" });
        var app = await api.NewAppAsync(("project", "Shop & more"));
        (await api.GetAsync(app))["project_id"]!.GetValue<string>().ShouldBe(project["id"]!.GetValue<string>());
        (await api.GetAsync("/api/v1/projects/Shop%20%26%20more"))["apps"]!.GetValue<int>().ShouldBe(1);
        (await api.GetAsync("/api/v1/apps?project=Shop%20%26%20more")).AsArray().Count.ShouldBe(1);

        (await api.SendAsync(HttpMethod.Delete, $"/api/v1/projects/{project["id"]}")).Status.ShouldBe(HttpStatusCode.Conflict);
        (await api.SendAsync(HttpMethod.Post, "/api/v1/projects", new JsonObject { ["name"] = "Shop & more" })).Status.ShouldBe(HttpStatusCode.Conflict);
        (await api.FaultsAsync(HttpMethod.Post, "/api/v1/projects", new JsonObject { ["name"] = "a/b" })).ShouldBe(["name"]);
        (await api.DoAsync(HttpMethod.Put, app, new JsonObject { ["project"] = "" }))["project"]!.GetValue<string>().ShouldBe("Default");
        await api.DoAsync(HttpMethod.Put, $"/api/v1/projects/{project["id"]}", new JsonObject { ["name"] = "Shop", ["description"] = "All of it" });
        await api.DoAsync(HttpMethod.Delete, "/api/v1/projects/Shop");

        (await api.SendAsync(HttpMethod.Get, "/api/v1/projects/Shop")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.SendAsync(HttpMethod.Delete, "/api/v1/projects/Default")).Status.ShouldBe(HttpStatusCode.Conflict);
    }
}
