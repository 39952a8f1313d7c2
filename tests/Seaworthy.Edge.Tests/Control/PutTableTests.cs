using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Control;

public sealed class PutTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_newer_table_is_applied_and_serves_at_once()
    {
        await using var old = TestUpstream.Saying("old");
        await using var @new = TestUpstream.Saying("new");
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", old));
        (await edge.GetAsync()).Body.ShouldBe("old");

        await edge.PutAsync(Tables.App("app.test", @new));

        (await edge.GetAsync()).Body.ShouldBe("new");
        (await edge.StatusAsync()).Version.ShouldBe(2);
    }

    [Fact]
    public async Task A_table_that_is_not_newer_is_stale_unless_it_is_the_same()
    {
        await using var edge = await TestEdge.StartAsync();
        var table = Tables.Of(5, Tables.App("app.test", AppState.Stopped));
        (await edge.Client.PutTableAsync(table, Cancel)).ShouldBe(new PutTableResult.Applied(5));

        (await edge.Client.PutTableAsync(table, Cancel)).ShouldBe(new PutTableResult.Applied(5));
        (await edge.Client.PutTableAsync(table with { ProbeToken = "other" }, Cancel)).ShouldBe(new PutTableResult.Stale(5));
        (await edge.Client.PutTableAsync(table with { Version = 4 }, Cancel)).ShouldBe(new PutTableResult.Stale(5));
        (await edge.GetAsync()).Status.ShouldBe(503);
    }

    [Fact]
    public async Task Paths_that_differ_in_case_are_two_and_may_be_two_apps()
    {
        await using var lower = TestUpstream.Saying("lower");
        await using var upper = TestUpstream.Saying("upper");
        await using var edge = await TestEdge.StartAsync();

        await edge.PutAsync(At("/api", lower), At("/API", upper));

        (await edge.GetAsync("/api/x")).Body.ShouldBe("lower");
        (await edge.GetAsync("/API/x")).Body.ShouldBe("upper");

        static AppRoutes At(string path, TestUpstream upstream) =>
            Tables.App("app.test", upstream) with { Matches = [new RouteMatch { Host = "app.test", PathPrefix = path }] };
    }

    [Fact]
    public async Task Every_fault_of_a_table_is_named_and_the_old_one_stays()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));
        var bad = Tables.App("a b", AppState.Serving, Tables.To("localhost:80"), Tables.To("10.0.0.1:0", weight: 0));

        var result = await edge.Client.PutTableAsync(Tables.Of(2, bad, Tables.App("app.test"), Tables.App("APP.test")), Cancel);

        var message = result.ShouldBeOfType<PutTableResult.Rejected>().Message;
        foreach (var field in new[] { "apps[0].matches[0].host", "apps[0].targets[0].address", "apps[0].targets[1].address", "apps[0].targets[1].weight", "apps[2].matches[0]" })
            message.ShouldContain(field + ":");
        (await edge.StatusAsync()).Version.ShouldBe(1);
    }

    [Theory]
    [InlineData("{", "table")]
    [InlineData("null", "null")]
    [InlineData("[]", "table")]
    [InlineData("""{"version":"x","probe_token":"","apps":[]}""", "version")]
    [InlineData("""{"version":2,"probe_token":""}""", "apps")]
    [InlineData("""{"version":2,"probe_token":null,"apps":[]}""", "probe_token")]
    [InlineData("""{"version":0,"probe_token":"","apps":[]}""", "version")]
    [InlineData("""{"version":2,"probe_token":"","apps":[null]}""", "apps[0]")]
    [InlineData("""{"version":2,"probe_token":"","apps":[{"app":"1"}]}""", "apps[0].app")]
    [InlineData("""{"version":2,"probe_token":"","apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":"odd","matches":[],"targets":[]}]}""", "apps[0].state")]
    [InlineData("""{"version":2,"probe_token":"","apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":99,"matches":[],"targets":[]}]}""", "apps[0].state")]
    [InlineData("""{"version":2,"probe_token":"","apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":"serving","matches":[{"host":"a.test"}],"targets":[null]}]}""", "path_prefix")]
    [InlineData("""{"version":2,"probe_token":"","apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":"serving","matches":[null],"targets":[null]}]}""", "apps[0].targets[0]")]
    public async Task What_is_no_table_is_a_400_that_names_the_field(string body, string field)
    {
        await using var edge = await TestEdge.StartAsync();
        await using var control = await RawConnection.ToSocketAsync(edge.Options.ControlSocket);

        await control.SendAsync($"PUT /table HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        var answer = await control.ReadMessageAsync();
        answer!.Status.ShouldBe(400);
        answer["Content-Type"].ShouldBe("application/problem+json");
        answer.Body.ShouldContain(field);
        (await edge.StatusAsync()).Version.ShouldBe(0);
    }

    [Fact]
    public async Task Fields_of_a_newer_server_are_passed_over()
    {
        const string body = """{"version":2,"probe_token":"","apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":"stopped","matches":[{"host":"app.test","path_prefix":"/","canary":1}],"targets":[]}],"hold":true}""";
        await using var edge = await TestEdge.StartAsync();
        await using var control = await RawConnection.ToSocketAsync(edge.Options.ControlSocket);

        await control.SendAsync($"PUT /table HTTP/1.1\r\nHost: edge\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        (await control.ReadMessageAsync())!.Body.ShouldBe("""{"version":2}""");
        (await edge.GetAsync()).Status.ShouldBe(503);
    }

    [Fact]
    public async Task The_control_socket_is_for_its_owner_and_visitors_cannot_reach_it()
    {
        await using var edge = await TestEdge.StartAsync();

        File.GetUnixFileMode(edge.Options.ControlSocket).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(edge.Options.RunDirectory).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        (await edge.GetAsync("/status")).Status.ShouldBe(404);
        await using var caddy = await RawConnection.ToSocketAsync(edge.Options.CaddySocket);
        await caddy.SendAsync("GET /status HTTP/1.1\r\nHost: edge\r\n\r\n");
        (await caddy.ReadMessageAsync())!.Status.ShouldBe(404);
    }

    [Fact]
    public async Task Ten_thousand_apps_are_applied_and_found()
    {
        await using var upstream = TestUpstream.Saying("found");
        await using var edge = await TestEdge.StartAsync();
        var apps = Enumerable.Range(0, 10_000).Select(i => Tables.App($"app-{i}.test", upstream)).ToArray();

        await edge.PutAsync(apps);
        await edge.PutAsync(apps);

        (await edge.GetAsync(host: "app-0.test")).Body.ShouldBe("found");
        (await edge.GetAsync(host: "app-9999.test")).Body.ShouldBe("found");
        (await edge.GetAsync(host: "app-10000.test")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task An_edge_that_is_not_there_is_an_exception_of_its_own()
    {
        using var client = new EdgeClient("/nowhere/edge-control.sock");

        await Should.ThrowAsync<EdgeUnavailableException>(() => client.GetStatusAsync(Cancel));
        await Should.ThrowAsync<EdgeUnavailableException>(() => client.PutTableAsync(Tables.Of(1), Cancel));
    }

    [Fact]
    public async Task A_table_that_cannot_be_kept_is_not_served()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));
        // A directory in the place of the new file: even root cannot write there.
        Directory.CreateDirectory(edge.Options.TableFile + ".new");

        await Should.ThrowAsync<EdgeUnavailableException>(() => edge.Client.PutTableAsync(Tables.Of(2), Cancel));

        edge.Complaints.Take().ShouldStartWith("The new table could not be kept");
        (await edge.StatusAsync()).Version.ShouldBe(1);
        (await edge.GetAsync()).Status.ShouldBe(503);
    }
}
