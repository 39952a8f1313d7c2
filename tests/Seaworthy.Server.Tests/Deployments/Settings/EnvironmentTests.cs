using System.Net;
using System.Text.Json.Nodes;

namespace Seaworthy.Server.Tests.Deployments.Settings;

/// <summary>Variables: kinds and scopes, secrets that are never shown, .env files in and out.</summary>
public sealed class EnvironmentTests(RunningServer server) : IClassFixture<RunningServer>, IDisposable
{
    private readonly SettingsApi api = new(server);

    public void Dispose() => api.Dispose();

    [Fact]
    public async Task A_secret_is_masked_everywhere_and_the_mask_sent_back_leaves_it()
    {
        var app = await api.NewAppAsync();
        await api.DoAsync(HttpMethod.Post, $"{app}/env?kind=secret&scope=both", new JsonObject { ["TOKEN"] = "hunter2" });
        await api.DoAsync(HttpMethod.Post, $"{app}/env", new JsonObject { ["A"] = "1" });
        var shown = await api.GetAsync($"{app}/env");

        shown["env_vars"]!.ToJsonString().ShouldBe("""{"A":"1","TOKEN":"********"}""");
        shown["variables"]!.AsArray().Select(variable => $"{variable!["key"]} {variable["kind"]} {variable["scope"]} {variable["value"]}")
            .ShouldBe(["A plain runtime 1", "TOKEN secret both ********"]);
        (await api.GetTextAsync(app)).ShouldNotContain("hunter2");
        (await api.GetTextAsync($"{app}/env/export")).ShouldBe("A=1\n# TOKEN is secret: its value is not exported\n");

        var sentBack = shown["env_vars"]!.DeepClone();
        var dry = await api.DoAsync(HttpMethod.Put, $"{app}/env?dry_run=true", sentBack);
        dry["changes"]!.AsArray().ShouldBeEmpty();
        (await api.DoAsync(HttpMethod.Put, $"{app}/env?dry_run=true", new JsonObject { ["TOKEN"] = "other" })).ToJsonString()
            .ShouldBe("""{"dry_run":true,"changes":[{"field":"env.TOKEN","from":"********","to":"******** (changed)"}],"makes_release":false,"plan":[]}""");
    }

    [Fact]
    public async Task One_variable_is_set_and_keeps_its_kind_and_scope_until_told_otherwise()
    {
        var app = await api.NewAppAsync();
        await api.DoAsync(HttpMethod.Put, $"{app}/env/KEY", new JsonObject { ["value"] = "1", ["kind"] = "secret", ["scope"] = "build" });
        await api.DoAsync(HttpMethod.Put, $"{app}/env/KEY", new JsonObject { ["value"] = "2" });
        (await VariableAsync(app)).ShouldBe("KEY secret build ********");
        await api.DoAsync(HttpMethod.Put, $"{app}/env/KEY", new JsonObject { ["scope"] = "both" });
        (await VariableAsync(app)).ShouldBe("KEY secret both ********");

        // Made plain without its value it would show what was to stay hidden.
        (await api.FaultsAsync(HttpMethod.Put, $"{app}/env/KEY", new JsonObject { ["kind"] = "plain" })).ShouldBe(["KEY"]);
        (await api.FaultsAsync(HttpMethod.Post, $"{app}/env?kind=plain", new JsonObject { ["KEY"] = "********" })).ShouldBe(["KEY"]);
        await api.DoAsync(HttpMethod.Put, $"{app}/env/KEY", new JsonObject { ["value"] = "3", ["kind"] = "plain" });
        (await VariableAsync(app)).ShouldBe("KEY plain both 3");

        await api.DoAsync(HttpMethod.Delete, $"{app}/env/KEY");
        (await api.SendAsync(HttpMethod.Delete, $"{app}/env/KEY")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Several_variables_go_at_once_or_none_of_them()
    {
        var app = await api.NewAppAsync(("env_vars", new JsonObject { ["A"] = "1", ["B"] = "2", ["C"] = "3" }));
        var before = (await api.SendAsync(HttpMethod.Get, app)).Whole.Headers.ETag!.ToString();

        var (status, fault, _) = await api.SendAsync(HttpMethod.Delete, $"{app}/env?key=A&key=X&key=B&key=Y");
        status.ShouldBe(HttpStatusCode.NotFound);
        fault!["detail"]!.GetValue<string>().ShouldBe("There is no such variable: X, Y.");
        (await api.FaultsAsync(HttpMethod.Delete, $"{app}/env")).ShouldBe(["key"]);
        (await api.FaultsAsync(HttpMethod.Delete, $"{app}/env?keys=A")).ShouldBe(["keys"]);
        var dry = await api.DoAsync(HttpMethod.Delete, $"{app}/env?key=A&key=B&dry_run=true");
        dry["changes"]!.AsArray().Select(change => change!["field"]!.GetValue<string>()).ShouldBe(["env.A", "env.A.kind", "env.A.scope", "env.B", "env.B.kind", "env.B.scope"]);
        (await api.GetAsync($"{app}/env"))["env_vars"]!.ToJsonString().ShouldBe("""{"A":"1","B":"2","C":"3"}""");
        (await api.SendAsync(HttpMethod.Get, app)).Whole.Headers.ETag!.ToString().ShouldBe(before);

        var removed = await api.DoAsync(HttpMethod.Delete, $"{app}/env?key=A&key=B&key=A");

        removed["message"]!.GetValue<string>().ShouldBe("A, B removed");
        removed["env_vars"]!.ToJsonString().ShouldBe("""{"C":"3"}""");
    }

    [Fact]
    public async Task What_is_wrong_is_told_by_name_and_nothing_is_set()
    {
        var app = await api.NewAppAsync();

        (await api.FaultsAsync(HttpMethod.Post, $"{app}/env?kind=hidden&scope=never", new JsonObject { ["A"] = "1", ["2B"] = "1" })).ShouldBe(["kind", "scope", "2B"]);
        (await api.FaultsAsync(HttpMethod.Post, $"{app}/env", new JsonObject { ["A"] = "1", ["B"] = "********" })).ShouldBe(["B"]);
        (await api.FaultsAsync(HttpMethod.Put, $"{app}/env/A-B", new JsonObject { ["value"] = "1" })).ShouldBe(["key"]);
        var many = new JsonObject();
        for (var i = 0; i < 501; i++)
            many[$"K{i}"] = "x";
        (await api.FaultsAsync(HttpMethod.Post, $"{app}/env", many)).ShouldBe(["env_vars"]);

        (await api.GetAsync($"{app}/env"))["env_vars"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task An_export_can_be_imported_again_and_replacing_spares_secrets()
    {
        var app = await api.NewAppAsync(("env_vars", new JsonObject { ["A"] = "one\ntwo \"$x\" \\", ["B"] = "" }));
        await api.DoAsync(HttpMethod.Post, $"{app}/env?kind=secret", new JsonObject { ["TOKEN"] = "hunter2" });
        var other = await api.NewAppAsync(("env_vars", new JsonObject { ["OLD"] = "x", ["A"] = "old" }));
        await api.DoAsync(HttpMethod.Post, $"{other}/env?kind=secret", new JsonObject { ["KEPT"] = "hunter3" });

        var (status, body, _) = await api.SendTextAsync(HttpMethod.Post, $"{other}/env/import?replace=true", await api.GetTextAsync($"{app}/env/export"));

        status.ShouldBe(HttpStatusCode.OK, body?.ToJsonString());
        var variables = (await api.GetAsync($"{other}/env"))["env_vars"]!.AsObject();
        variables.Select(variable => $"{variable.Key}={variable.Value}").ShouldBe(["A=one\ntwo \"$x\" \\", "B=", "KEPT=********"]);
    }

    [Fact]
    public async Task A_file_with_faults_is_refused_whole_with_its_lines()
    {
        var app = await api.NewAppAsync();

        var (status, body, _) = await api.SendTextAsync(HttpMethod.Post, $"{app}/env/import", "A=1\nnothing\nB=\"open\n");

        status.ShouldBe(HttpStatusCode.BadRequest);
        body!["errors"]!.AsObject().Select(error => error.Key).ShouldBe(["line 2", "line 3"]);
        (await api.GetAsync($"{app}/env"))["env_vars"]!.AsObject().ShouldBeEmpty();
    }

    [Fact]
    public async Task Imports_take_kind_and_scope_and_exports_a_scope()
    {
        var app = await api.NewAppAsync(("env_vars", new JsonObject { ["RUN"] = "1" }));
        await api.SendTextAsync(HttpMethod.Post, $"{app}/env/import?scope=build", "BUILD=2");
        await api.SendTextAsync(HttpMethod.Post, $"{app}/env/import?scope=both&kind=secret", "BOTH=3");

        (await api.GetTextAsync($"{app}/env/export?scope=build")).ShouldBe("# BOTH is secret: its value is not exported\nBUILD=2\n");
        (await api.GetTextAsync($"{app}/env/export?scope=runtime")).ShouldBe("# BOTH is secret: its value is not exported\nRUN=1\n");
    }

    private async Task<string> VariableAsync(string app)
    {
        var variable = (await api.GetAsync($"{app}/env"))["variables"]!.AsArray().Single()!;
        return $"{variable["key"]} {variable["kind"]} {variable["scope"]} {variable["value"]}";
    }
}
