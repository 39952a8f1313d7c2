using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;

namespace Seaworthy.Edge.Tests.Balancing;

public sealed class ReturnTests
{
    [Fact]
    public async Task An_instance_that_was_down_is_used_again_when_it_is_back()
    {
        using var place = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        place.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        await using var steady = TestUpstream.Saying("steady");
        await using var edge = await TestEdge.StartAsync(new EdgeLimits { FirstEjection = TimeSpan.FromMilliseconds(50), LongestEjection = TimeSpan.FromMilliseconds(50) });
        await edge.PutAsync(Tables.App("*.test", AppState.Serving, Tables.To(steady), Tables.To(place.LocalEndPoint!.ToString()!)));
        for (var i = 0; i < 20; i++)
            (await edge.GetAsync()).Body.ShouldBe("steady");

        place.Listen();
        var back = place.AcceptAsync(TestContext.Current.CancellationToken).AsTask();

        await Testing.Eventually.True(
            () =>
            {
                _ = edge.GetAsync();
                return back.IsCompleted;
            },
            RawConnection.Patience, "the instance gets a request again", TestContext.Current.CancellationToken);
        (await back).Dispose();
    }
}
