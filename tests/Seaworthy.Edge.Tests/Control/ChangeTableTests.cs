using System.Text;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Control;

public sealed class ChangeTableTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_change_serves_at_once_and_leaves_other_apps_alone()
    {
        await using var old = TestUpstream.Saying("old");
        await using var @new = TestUpstream.Saying("new");
        await using var other = TestUpstream.Saying("other");
        await using var edge = await TestEdge.StartAsync();
        var (app, removed) = (Tables.App("app.test", old), Tables.App("removed.test", old));
        await edge.PutAsync(app, removed, Tables.App("other.test", other));

        var added = Tables.App("added.test", @new);
        await edge.ChangeAsync(new() { Base = 1, Version = 4, Apps = [app with { Targets = [Tables.To(@new)] }, added], Removed = [removed.App] });

        (await edge.GetAsync()).Body.ShouldBe("new");
        (await edge.GetAsync(host: "added.test")).Body.ShouldBe("new");
        (await edge.GetAsync(host: "other.test")).Body.ShouldBe("other");
        (await edge.GetAsync(host: "removed.test")).Status.ShouldBe(404);
        var status = await edge.Client.GetCountersAsync(Cancel);
        status.Version.ShouldBe(4);
        status.Targets.Keys.ShouldBe([@new.Instance, other.Instance], ignoreOrder: true);
        status.Apps!.Keys.ShouldNotContain(removed.App);
    }

    [Fact]
    public async Task What_an_app_had_before_is_gone_and_may_go_to_another_in_the_same_change()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.StartAsync();
        var (one, two) = (Tables.App("one.test", upstream), Tables.App("two.test", upstream));
        await edge.PutAsync(one, two);

        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [one with { Matches = two.Matches }, two with { Matches = [Tables.Match("three.test")] }], Removed = [] });

        (await edge.GetAsync(host: "one.test")).Status.ShouldBe(404);
        (await edge.GetAsync(host: "two.test")).Body.ShouldBe("hello");
        (await edge.GetAsync(host: "three.test")).Body.ShouldBe("hello");
        var counters = (await edge.Client.GetCountersAsync(Cancel)).Apps!;
        counters[one.App].Requests.ShouldBe(1);
        counters[two.App].Requests.ShouldBe(1);
    }

    [Fact]
    public async Task Paths_of_one_host_belong_to_several_apps_and_change_apart()
    {
        await using var site = TestUpstream.Saying("site");
        await using var api = TestUpstream.Saying("api");
        await using var newer = TestUpstream.Saying("newer api");
        await using var edge = await TestEdge.StartAsync();
        var apiApp = Tables.App("app.test", api) with { Matches = [Tables.Match("app.test", "/api")] };
        await edge.PutAsync(Tables.App("app.test", site), apiApp);

        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [apiApp with { Targets = [Tables.To(newer)] }], Removed = [] });
        (await edge.GetAsync("/api")).Body.ShouldBe("newer api");
        (await edge.GetAsync("/")).Body.ShouldBe("site");

        await edge.ChangeAsync(new() { Base = 2, Version = 3, Apps = [], Removed = [apiApp.App] });
        (await edge.GetAsync("/api")).Body.ShouldBe("site");
    }

    [Fact]
    public async Task A_change_of_another_table_than_the_one_that_serves_asks_for_the_whole()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        TableChange Change(long from, long to) => new() { Base = from, Version = to, Apps = [app with { State = AppState.Failed }], Removed = [] };
        (await edge.Client.ChangeTableAsync(Change(0, 1), Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(0));
        await edge.Client.PutTableAsync(Tables.Of(5, app), Cancel);

        (await edge.Client.ChangeTableAsync(Change(4, 6), Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(5));
        (await edge.Client.ChangeTableAsync(Change(6, 7), Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(5));
        (await edge.StatusAsync()).Version.ShouldBe(5);

        (await edge.Client.ChangeTableAsync(Change(5, 6), Cancel)).ShouldBe(new ChangeTableResult.Applied(6));
        // The answer was lost, and it is sent again: the server then puts all.
        (await edge.Client.ChangeTableAsync(Change(5, 6), Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(6));
        (await edge.Client.PutTableAsync(Tables.Of(6, app), Cancel)).ShouldBe(new PutTableResult.Stale(6));
    }

    [Fact]
    public async Task Every_fault_is_named_and_nothing_of_the_change_is_applied()
    {
        await using var edge = await TestEdge.StartAsync();
        var shared = Tables.To("10.0.0.1:80");
        var (one, two) = (Tables.App("one.test", AppState.Serving, shared), Tables.App("two.test", AppState.Stopped));
        await edge.PutAsync(one, two);
        var stranger = Guid.NewGuid();
        AppRoutes[] apps =
        [
            two with { Matches = [Tables.Match("two.test"), Tables.Match("ONE.test", "/"), Tables.Match("a b"), Tables.Match("x.test", "/../y")] },
            Tables.App("new.test", AppState.Serving, shared with { Address = "10.0.0.2:80" }, Tables.To("localhost:80"), Tables.To("10.0.0.1:80", weight: 0)),
            Tables.App("new.test", (AppState)99),
        ];

        var result = await edge.Client.ChangeTableAsync(new() { Base = 1, Version = 1, Apps = apps, Removed = [two.App, stranger, one.App, one.App] }, Cancel);

        var message = result.ShouldBeOfType<ChangeTableResult.Rejected>().Message;
        // one is removed, so its host and its instance's address are free: only what is really wrong is named.
        message.ShouldNotContain("apps[0].matches[1]:");
        message.ShouldNotContain("apps[1].targets[0].instance:");
        foreach (var field in (string[])["version", "apps[0].matches[2].host", "apps[0].matches[3].path_prefix", "apps[1].targets[1].address", "apps[1].targets[2].weight", "apps[2].state", "apps[2].matches[0]", "removed[0]", "removed[1]", "removed[3]"])
            message.ShouldContain(field + ":");
        (await edge.StatusAsync()).Version.ShouldBe(1);
        (await edge.GetAsync(host: "new.test")).Status.ShouldBe(404);

        var clash = (await edge.Client.ChangeTableAsync(new() { Base = 1, Version = 2, Apps = apps[..2], Removed = [] }, Cancel)).ShouldBeOfType<ChangeTableResult.Rejected>().Message;
        clash.ShouldContain($"apps[0].matches[1]: ONE.test/ already belongs to app {one.App}");
        clash.ShouldContain($"apps[1].targets[0].instance: {shared.Instance} has another address, 10.0.0.1:80");
    }

    [Theory]
    [InlineData("{", "change")]
    [InlineData("null", "null")]
    [InlineData("""{"version":2,"apps":[],"removed":[]}""", "base")]
    [InlineData("""{"base":1,"version":2,"apps":null,"removed":[]}""", "apps")]
    [InlineData("""{"base":1,"version":2,"apps":[]}""", "removed")]
    [InlineData("""{"base":1,"version":2,"apps":[null],"removed":[]}""", "apps[0]")]
    [InlineData("""{"base":1,"version":2,"apps":[],"removed":[null]}""", "removed[0]")]
    [InlineData("""{"base":1,"version":2,"apps":[],"removed":["x"]}""", "removed[0]")]
    [InlineData("""{"base":1,"version":2,"apps":[{"app":"00000000-0000-0000-0000-000000000001","name":"n","state":"serving","matches":[null],"targets":[null]}],"removed":[]}""", "apps[0].targets[0]")]
    public async Task What_is_no_change_is_a_400_that_names_the_field(string body, string field)
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync();
        await using var control = await RawConnection.ToSocketAsync(edge.Options.ControlSocket);

        await control.SendAsync($"PATCH /table HTTP/1.1\r\nHost: edge\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\n\r\n{body}");

        var answer = await control.ReadMessageAsync();
        answer!.Status.ShouldBe(400);
        answer.Body.ShouldContain(field);
        (await edge.StatusAsync()).Version.ShouldBe(1);
    }

    [Fact]
    public async Task Changes_outlive_a_restart_and_go_on_after_it()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [app with { State = AppState.Starting }], Removed = [] });
        await edge.ChangeAsync(new() { Base = 2, Version = 5, Apps = [app with { Targets = [Tables.To(upstream)] }], Removed = [] });

        await edge.RestartAsync();

        (await edge.StatusAsync()).Version.ShouldBe(5);
        (await edge.GetAsync()).Body.ShouldBe("hello");
        await edge.ChangeAsync(new() { Base = 5, Version = 6, Apps = [], Removed = [app.App] });
        await edge.RestartAsync();
        (await edge.StatusAsync()).Version.ShouldBe(6);
        (await edge.GetAsync()).Status.ShouldBe(404);
        File.GetUnixFileMode(edge.Options.TableFile + ".changes").ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Theory]
    [InlineData("""{"base":2,"version":3,"apps":[],"rem""")]
    [InlineData("""{"base":2,"version":3,"apps":[],"removed":[]}""")] // without its line feed it was never answered for
    [InlineData("\0\0\0\0\n")]
    [InlineData("null\n")]
    public async Task A_change_that_was_cut_short_is_passed_over_and_the_next_one_takes_its_place(string end)
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [app with { State = AppState.Failed }], Removed = [] });
        await File.AppendAllTextAsync(edge.Options.TableFile + ".changes", end, Cancel);

        await edge.RestartAsync();
        (await edge.StatusAsync()).Version.ShouldBe(2);
        await edge.ChangeAsync(new() { Base = 2, Version = 4, Apps = [], Removed = [app.App] });

        await edge.RestartAsync();
        (await edge.StatusAsync()).Version.ShouldBe(4);
        (await edge.GetAsync()).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_kept_change_that_does_not_fit_is_said_and_what_was_before_it_serves()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("app.test", AppState.Stopped));
        await File.WriteAllTextAsync(edge.Options.TableFile + ".changes",
            "{\"base\":1,\"version\":2,\"apps\":[],\"removed\":[]}\n{\"base\":7,\"version\":8,\"apps\":[],\"removed\":[]}\n{\"base\":2,\"version\":3,\"apps\":[],\"removed\":[]}\n", Cancel);

        await edge.RestartAsync();

        edge.Complaints.Take().ShouldStartWith("The kept change to table 8 cannot be used");
        (await edge.StatusAsync()).Version.ShouldBe(2);
        (await edge.GetAsync()).Status.ShouldBe(503);
    }

    [Fact]
    public async Task Changes_from_before_the_whole_table_are_not_done_again()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [], Removed = [app.App] });
        var changes = await File.ReadAllTextAsync(edge.Options.TableFile + ".changes", Cancel);
        await edge.PutAsync(app);
        (await File.ReadAllTextAsync(edge.Options.TableFile + ".changes", Cancel)).ShouldBeEmpty();
        // As after a crash between the two files.
        await File.WriteAllTextAsync(edge.Options.TableFile + ".changes", changes, Cancel);

        await edge.RestartAsync();

        (await edge.StatusAsync()).Version.ShouldBe(3);
        (await edge.GetAsync()).Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_change_that_cannot_be_kept_is_not_served()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        var inTheWay = edge.Options.TableFile + ".changes";
        Directory.CreateDirectory(inTheWay);
        TableChange change = new() { Base = 1, Version = 2, Apps = [], Removed = [app.App] };

        await Should.ThrowAsync<EdgeUnavailableException>(() => edge.Client.ChangeTableAsync(change, Cancel));

        edge.Complaints.Take().ShouldStartWith("The new table could not be kept");
        (await edge.GetAsync()).Status.ShouldBe(503);
        Directory.Delete(inTheWay);
        (await edge.Client.ChangeTableAsync(change, Cancel)).ShouldBe(new ChangeTableResult.Applied(2));
    }

    [Fact]
    public async Task After_a_whole_table_that_could_not_be_kept_no_change_goes_on_top_of_what_is_on_disk()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        TableChange change = new() { Base = 1, Version = 3, Apps = [], Removed = [app.App] };
        var inTheWay = edge.Options.TableFile + ".new";
        Directory.CreateDirectory(inTheWay);
        await Should.ThrowAsync<EdgeUnavailableException>(() => edge.Client.PutTableAsync(Tables.Of(2, app), Cancel));
        edge.Complaints.Take();

        (await edge.Client.ChangeTableAsync(change, Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(1));

        Directory.Delete(inTheWay);
        (await edge.Client.PutTableAsync(Tables.Of(2, app), Cancel)).ShouldBe(new PutTableResult.Applied(2));
        (await edge.Client.ChangeTableAsync(change with { Base = 2 }, Cancel)).ShouldBe(new ChangeTableResult.Applied(3));
    }

    [Fact]
    public async Task Changes_of_a_table_that_was_lost_are_not_done_to_another_one()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped);
        await edge.PutAsync(app);
        await edge.ChangeAsync(new() { Base = 1, Version = 2, Apps = [], Removed = [app.App] });
        File.Delete(edge.Options.TableFile);
        await edge.RestartAsync();
        (await edge.StatusAsync()).Version.ShouldBe(0);

        await edge.Client.PutTableAsync(Tables.Of(1, app), Cancel);
        await edge.RestartAsync();

        (await edge.StatusAsync()).Version.ShouldBe(1);
        (await edge.GetAsync()).Status.ShouldBe(503);
    }

    [Fact]
    public async Task After_very_many_changes_the_whole_is_asked_for_and_begins_them_anew()
    {
        await using var edge = await TestEdge.StartAsync();
        var app = Tables.App("app.test", AppState.Stopped) with { Name = new string('n', 100_000) };
        await edge.PutAsync(app);
        var version = 1;
        TableChange Next() => new() { Base = version, Version = version + 1, Apps = [app], Removed = [] };

        while (version < 100 && await edge.Client.ChangeTableAsync(Next(), Cancel) is ChangeTableResult.Applied)
            version++;

        version.ShouldBeInRange(5, 20);
        (await edge.Client.ChangeTableAsync(Next(), Cancel)).ShouldBe(new ChangeTableResult.WholeNeeded(version));
        await edge.Client.PutTableAsync(Tables.Of(++version, app), Cancel);
        (await edge.Client.ChangeTableAsync(Next(), Cancel)).ShouldBe(new ChangeTableResult.Applied(version + 1));
    }

    [Fact]
    public async Task Of_many_changes_of_one_table_one_is_applied()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync();

        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            edge.Client.ChangeTableAsync(new() { Base = 1, Version = 2 + i, Apps = [Tables.App($"app-{i}.test", AppState.Stopped)], Removed = [] }, Cancel)));

        var applied = results.OfType<ChangeTableResult.Applied>().ShouldHaveSingleItem();
        results.Except([applied]).ShouldAllBe(result => result == new ChangeTableResult.WholeNeeded(applied.Version));
        var served = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => edge.GetAsync(host: $"app-{i}.test")));
        served.Select(answer => answer.Status == 503).Count(isServed => isServed).ShouldBe(1);
        served[applied.Version - 2].Status.ShouldBe(503);
    }

    [Fact]
    public async Task A_change_written_over_several_lines_is_kept_on_one()
    {
        await using var edge = await TestEdge.StartAsync();
        await edge.PutAsync();
        const string body = "{\n\"base\": 1,\n\"version\": 2, \"apps\": [{\"app\":\"00000000-0000-0000-0000-000000000001\",\"name\":\"a\\nb\",\"state\":\"stopped\",\n\"matches\":[{\"host\":\"app.test\",\"path_prefix\":\"/\"}],\"targets\":[]}], \"removed\": [], \"hold\": true\n}\n";
        await using var control = await RawConnection.ToSocketAsync(edge.Options.ControlSocket);

        await control.SendAsync($"PATCH /table HTTP/1.1\r\nHost: edge\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

        (await control.ReadMessageAsync())!.Body.ShouldBe("""{"version":2}""");
        await edge.RestartAsync();
        (await edge.StatusAsync()).Version.ShouldBe(2);
        (await edge.GetAsync()).Status.ShouldBe(503);
    }
}
