using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Machine.Services;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.HandingOver;

/// <summary>Another version takes over, or the process is killed, while visitors come in.</summary>
public sealed class UpgradeTests : IAsyncLifetime
{
    private readonly TaskCompletionSource mayEnd = new();
    private TestUpstream upstream = null!;
    private KeptEdge edge = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        upstream = TestUpstream.Start(ServeAsync);
        edge = await KeptEdge.StartAsync();
        await edge.Client.PutTableAsync(Tables.Of(7, Tables.App("app.test", upstream)), Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await edge.DisposeAsync();
        await upstream.DisposeAsync();
    }

    [Fact]
    public async Task Under_load_no_request_fails_and_what_is_under_way_goes_on()
    {
        await using var long1 = await BeginAsync("/long");
        await using var socket = await BeginAsync("/socket", "Connection: Upgrade\r\nUpgrade: websocket\r\n");
        (await socket.ReadHeadAsync())!.Status.ShouldBe(101);
        await using var silent = await edge.ConnectAsync();
        await Eventually.Get(edge.Client.GetStatusAsync, status => status.Targets[upstream.Instance].InFlight == 2, RawConnection.Patience, "both are under way", Cancel);
        var first = await edge.ProcessAsync();
        await using var visitors = new SteadyVisitors(edge.ConnectAsync, fresh: 4, kept: 4);
        await using var caddy = new SteadyVisitors(() => RawConnection.ToSocketAsync(edge.CaddySocket), fresh: 1, kept: 1);
        await Answered(visitors, 500);

        (await edge.EnsureAsync("2")).ShouldBe(Ensured.TookOver, edge.Log);
        await Answered(visitors, 500);
        (await edge.EnsureAsync("3")).ShouldBe(Ensured.TookOver, edge.Log);
        await Answered(visitors, 500);
        await visitors.StopAsync();
        await caddy.StopAsync();

        visitors.ShouldSatisfyAllConditions(
            () => visitors.Failures.ShouldBeEmpty(), () => visitors.Refused.ShouldBeEmpty(), () => caddy.Failures.ShouldBeEmpty(), () => caddy.Refused.ShouldBeEmpty());
        (await edge.ProcessAsync()).ShouldNotBe(first);
        var status = await edge.Client.GetCountersAsync(Cancel);
        status.Version.ShouldBe(7);
        status.Targets[upstream.Instance].ShouldBe(new TargetStatus(2, 1));
        // The request that is not answered yet is not counted yet; the socket is.
        status.Apps!.Values.ShouldHaveSingleItem().Requests.ShouldBe(visitors.Answers + caddy.Answers + 1);

        await socket.SendAsync("ping");
        (await socket.ReadAsync(4)).ShouldBe("ping");
        await silent.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        (await silent.ReadMessageAsync())!.Body.ShouldBe("hello");
        mayEnd.SetResult();
        (await long1.ReadMessageAsync())!.Body.ShouldBe("at last");
        socket.Close();
        await Eventually.True(() => !first.IsRunning, TimeSpan.FromSeconds(20), "the first one has ended", Cancel);
        (await Eventually.Get(edge.Client.GetCountersAsync, now => now.Targets[upstream.Instance].InFlight == 0, RawConnection.Patience, "nothing is in flight", Cancel))
            .Apps!.Values.ShouldHaveSingleItem().Requests.ShouldBe(visitors.Answers + caddy.Answers + 3);
        edge.Log.ShouldNotContain("starting it again");
    }

    [Fact]
    public async Task Tables_are_taken_by_the_new_one()
    {
        (await edge.EnsureAsync("2")).ShouldBe(Ensured.TookOver, edge.Log);

        (await edge.Client.PutTableAsync(Tables.Of(8, Tables.App("other.test", upstream)), Cancel)).ShouldBe(new PutTableResult.Applied(8));

        await using var connection = await edge.ConnectAsync();
        await connection.SendAsync("GET / HTTP/1.1\r\nHost: other.test\r\n\r\n");
        (await connection.ReadMessageAsync())!.Body.ShouldBe("hello");
    }

    [Fact]
    public async Task Killed_under_load_it_refuses_no_connection()
    {
        await using var visitors = new SteadyVisitors(edge.ConnectAsync, fresh: 8, kept: 0);
        await Answered(visitors, 200);

        await edge.KillAsync();

        await Answered(visitors, 500);
        await visitors.StopAsync();
        visitors.Refused.ShouldBeEmpty();
        // Those that the process had accepted.
        visitors.Failures.Count.ShouldBeLessThanOrEqualTo(8);
        edge.Log.ShouldContain("ended with 137; starting it again in 1 s");
    }

    [Fact]
    public async Task A_new_version_that_does_not_come_up_leaves_the_old_one_in_place()
    {
        var process = await edge.ProcessAsync();
        await using var visitors = new SteadyVisitors(edge.ConnectAsync, fresh: 2, kept: 2);

        await Should.ThrowAsync<TakeOverFailedException>(edge.EnsureAsync("2", "/bin/false"));

        await Answered(visitors, 100);
        await visitors.StopAsync();
        visitors.Failures.ShouldBeEmpty();
        visitors.Refused.ShouldBeEmpty();
        (await edge.ProcessAsync()).ShouldBe(process);
        (await edge.EnsureAsync("3")).ShouldBe(Ensured.TookOver, edge.Log);
    }

    [Fact]
    public async Task After_the_end_of_its_keeper_the_next_one_gets_the_sockets_too()
    {
        var process = await edge.ProcessAsync();
        await edge.KillKeeperAsync();
        await using var visitors = new SteadyVisitors(edge.ConnectAsync, fresh: 2, kept: 2);

        (await edge.EnsureAsync("1")).ShouldBe(Ensured.Started);
        (await edge.ProcessAsync()).ShouldBe(process);
        (await edge.EnsureAsync("2")).ShouldBe(Ensured.TookOver, edge.Log);
        await Answered(visitors, 100);
        await visitors.StopAsync();

        visitors.Failures.ShouldBeEmpty();
        visitors.Refused.ShouldBeEmpty();
    }

    [Fact]
    public async Task Once_stopped_it_and_its_keeper_leave_the_port_free()
    {
        await edge.StopAsync();

        (await Record.ExceptionAsync(edge.ConnectAsync)).ShouldBeOfType<System.Net.Sockets.SocketException>();
        (await edge.EnsureAsync("1")).ShouldBe(Ensured.Started);
    }

    private static Task Answered(SteadyVisitors visitors, int more)
    {
        var enough = visitors.Answers + more;
        return Eventually.True(() => visitors.Answers >= enough, TimeSpan.FromSeconds(30), $"{enough} answers", Cancel);
    }

    private async Task<RawConnection> BeginAsync(string path, string headers = "")
    {
        var connection = await edge.ConnectAsync();
        await connection.SendAsync($"GET {path} HTTP/1.1\r\nHost: app.test\r\n{headers}\r\n");
        return connection;
    }

    private async Task ServeAsync(RawConnection connection)
    {
        while (await connection.ReadMessageAsync() is { } request)
        {
            switch (request.StartLine.Split(' ')[1])
            {
                case "/long":
                    await mayEnd.Task;
                    await connection.SendAsync(TestUpstream.Ok("at last"));
                    break;
                case "/socket":
                    await connection.SendAsync("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
                    await connection.SendAsync(await connection.ReadAsync(4));
                    return;
                default:
                    await connection.SendAsync(TestUpstream.Ok("hello"));
                    break;
            }
        }
    }
}
