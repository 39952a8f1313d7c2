using System.Diagnostics;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

/// <summary>Expect: 100-continue and other interim answers.</summary>
public sealed class ContinueTests
{
    private const string Head = "POST / HTTP/1.1\r\nHost: app.test\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";

    [Fact]
    public async Task The_client_is_asked_for_its_body_when_the_app_asks_for_it()
    {
        var mayContinue = new TaskCompletionSource();
        var expected = new TaskCompletionSource<string?>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            expected.SetResult((await connection.ReadHeadAsync())!["Expect"]);
            await mayContinue.Task;
            await connection.SendAsync("HTTP/1.1 100 Continue\r\n\r\n");
            await connection.SendAsync(TestUpstream.Ok(await connection.ReadAsync(5)));
        });
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Continue = TimeSpan.FromMinutes(1) }, upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(Head);
        (await expected.Task.Soon()).ShouldBe("100-continue");
        client.Socket.Available.ShouldBe(0);
        mayContinue.SetResult();

        (await client.ReadHeadAsync())!.Status.ShouldBe(100);
        await client.SendAsync("hello");
        (await client.ReadMessageAsync())!.Body.ShouldBe("hello");
    }

    [Fact]
    public async Task An_app_that_refuses_gets_no_body()
    {
        var bytesOfBody = new TaskCompletionSource<string>();
        await using var upstream = TestUpstream.Start(async connection =>
        {
            await connection.ReadHeadAsync();
            await connection.SendAsync("HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno");
            bytesOfBody.SetResult(await connection.ReadToEndAsync());
        });
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Continue = TimeSpan.FromMinutes(1) }, upstream);
        await using var client = await edge.ConnectAsync();

        await client.SendAsync(Head);

        var answer = await client.ReadMessageAsync();
        answer!.Status.ShouldBe(403);
        answer.Body.ShouldBe("no");
        (await bytesOfBody.Task.Soon()).ShouldBe("");
    }

    [Fact]
    public async Task An_app_that_knows_nothing_of_it_gets_the_body_after_a_moment()
    {
        await using var upstream = TestUpstream.Answering(request => TestUpstream.Ok(request.Body));
        await using var edge = await TestEdge.ForAsync(new EdgeLimits { Continue = TimeSpan.FromMilliseconds(200) }, upstream);
        await using var client = await edge.ConnectAsync();
        var clock = Stopwatch.StartNew();

        await client.SendAsync(Head);
        (await client.ReadHeadAsync())!.Status.ShouldBe(100);
        clock.Elapsed.ShouldBeGreaterThan(TimeSpan.FromMilliseconds(150));
        await client.SendAsync("hello");

        (await client.ReadMessageAsync())!.Body.ShouldBe("hello");
    }

    [Fact]
    public async Task Other_interim_answers_are_passed_over()
    {
        await using var upstream = TestUpstream.Answering(_ =>
            "HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + TestUpstream.Ok("real"));
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync();

        answer.Status.ShouldBe(200);
        answer.Body.ShouldBe("real");
        answer["Link"].ShouldBeNull();
    }
}
