using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests;

/// <summary>The edge as it really runs: a process with an environment, signals and a disk.</summary>
public sealed class ProgramTests : IDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("edge-").FullName;
    private readonly int port = FreePort.Next();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_and_started_again_it_serves_what_it_served()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using (var first = await EdgeProgram.StartAsync(home, port))
        {
            await first.Client.PutTableAsync(Tables.Of(3, Tables.App("app.test", upstream)), Cancel);
            await first.KillAsync();
        }

        await using var second = await EdgeProgram.StartAsync(home, port);

        (await GetAsync(second)).Body.ShouldBe("hello");
        (await second.Client.GetStatusAsync(Cancel)).Version.ShouldBe(3);
    }

    [Fact]
    public async Task Told_to_stop_it_finishes_what_is_under_way_and_takes_nothing_new()
    {
        var mayEnd = new TaskCompletionSource();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await mayEnd.Task;
            await connection.SendAsync(TestUpstream.Ok("finished"));
        });
        await using var edge = await EdgeProgram.StartAsync(home, port);
        await edge.Client.PutTableAsync(Tables.Of(1, Tables.App("app.test", upstream)), Cancel);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        await Eventually.True(() => upstream.Connections == 1, RawConnection.Patience, "the request is with the app", Cancel);

        edge.Terminate();

        await Eventually.Get(
            async _ => await Record.ExceptionAsync(async () => (await edge.ConnectAsync()).Close()),
            refused => refused is not null, RawConnection.Patience, "no new connection is taken", Cancel);
        mayEnd.SetResult();
        (await client.ReadMessageAsync())!.Body.ShouldBe("finished");
        var (code, output) = await edge.EndAsync();
        code.ShouldBe(0, output);
        output.ShouldContain("Stopped");
    }

    [Theory]
    [InlineData("Connection: Upgrade\r\nUpgrade: websocket\r\n", "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")]
    [InlineData("", "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\n\r\n")]
    public async Task Told_to_stop_it_does_not_wait_for_what_has_no_end(string request, string answer)
    {
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadMessageAsync();
            await connection.SendAsync(answer);
            await connection.ReadToEndAsync();
        });
        await using var edge = await EdgeProgram.StartAsync(home, port);
        await edge.Client.PutTableAsync(Tables.Of(1, Tables.App("app.test", upstream)), Cancel);
        await using var client = await edge.ConnectAsync();
        await client.SendAsync($"GET / HTTP/1.1\r\nHost: app.test\r\n{request}\r\n");
        (await client.ReadHeadAsync())!.Status.ShouldBeOneOf(101, 200);

        edge.Terminate();

        (await client.HowItEndsAsync(RawConnection.Patience)).ShouldNotBe("open");
        (await edge.EndAsync()).Code.ShouldBe(0);
    }

    [Fact]
    public async Task Two_edges_do_not_take_each_others_sockets()
    {
        await using var first = await EdgeProgram.StartAsync(home, port);
        await using var second = EdgeProgram.Run(new Dictionary<string, string> { ["SEAWORTHY_HOME"] = home, ["ROUTER_HTTP_PORT"] = "0" });

        var (code, output) = await second.EndAsync();

        code.ShouldNotBe(0);
        output.ShouldContain("Another edge listens on");
        output.ShouldNotContain("Unhandled exception");
        (await first.Client.GetStatusAsync(Cancel)).Version.ShouldBe(0);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_told_in_one_line()
    {
        using var other = new TcpListener(IPAddress.IPv6Any, 0);
        other.Start();
        var taken = ((IPEndPoint)other.LocalEndpoint).Port;
        await using var edge = EdgeProgram.Run(new Dictionary<string, string> { ["SEAWORTHY_HOME"] = home, ["ROUTER_HTTP_PORT"] = $"{taken}" });

        var (code, output) = await edge.EndAsync();

        code.ShouldBe(1);
        output.Trim().ShouldBe($"The edge cannot listen on [::]:{taken}: Address already in use.");
    }

    [Fact]
    public async Task A_wrong_environment_is_told_at_once_and_as_a_whole()
    {
        await using var edge = EdgeProgram.Run(new Dictionary<string, string>
        {
            ["SEAWORTHY_HOME"] = "not/absolute",
            ["ROUTER_HTTP_PORT"] = "eighty",
            ["EDGE_TRUSTED_PROXIES"] = "10.0.0.0/99",
        });

        var (code, output) = await edge.EndAsync();

        code.ShouldBe(78);
        foreach (var line in new[] { "SEAWORTHY_HOME=not/absolute is", "ROUTER_HTTP_PORT=eighty is", "EDGE_TRUSTED_PROXIES=10.0.0.0/99 is" })
            output.ShouldContain(line);
    }

    public void Dispose() => Directory.Delete(home, recursive: true);

    private static async Task<HttpText> GetAsync(EdgeProgram edge)
    {
        await using var client = await edge.ConnectAsync();
        await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
        return (await client.ReadMessageAsync()).ShouldNotBeNull();
    }
}
