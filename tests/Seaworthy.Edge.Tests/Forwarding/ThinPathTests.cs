using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Forwarding;

public sealed class ThinPathTests
{
    [Fact]
    public async Task A_request_reaches_the_app_and_its_answer_the_client()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);

        var answer = await edge.GetAsync();

        answer.StartLine.ShouldBe("HTTP/1.1 200 OK");
        answer.Body.ShouldBe("hello");
        answer["Content-Type"].ShouldBe("text/plain");
    }

    [Fact]
    public async Task One_connection_to_the_app_serves_many_requests()
    {
        await using var upstream = TestUpstream.Saying("hello");
        await using var edge = await TestEdge.ForAsync(upstream);
        await using var client = await edge.ConnectAsync();

        for (var i = 0; i < 20; i++)
        {
            await client.SendAsync("GET / HTTP/1.1\r\nHost: app.test\r\n\r\n");
            (await client.ReadMessageAsync())!.Body.ShouldBe("hello");
        }

        upstream.Connections.ShouldBe(1);
        upstream.Requests.ShouldBe(20);
    }
}
