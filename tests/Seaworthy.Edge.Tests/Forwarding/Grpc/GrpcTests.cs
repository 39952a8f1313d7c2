using Grpc.Core;
using Grpc.Net.Client;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Tests.Fixtures;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Forwarding.Grpc;

/// <summary>A real gRPC client and a real gRPC app, with the edge between them.</summary>
public sealed class GrpcTests : IAsyncLifetime
{
    private GrpcApp app = null!;
    private TestEdge edge = null!;
    private GrpcChannel channel = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        app = await GrpcApp.StartAsync();
        edge = await TestEdge.StartAsync();
        await edge.PutAsync(Tables.App("localhost", AppState.Serving, Tables.To(app.Address) with { Instance = app.Instance }));
        channel = GrpcChannel.ForAddress($"http://localhost:{edge.Port}");
    }

    public async ValueTask DisposeAsync()
    {
        channel.Dispose();
        await edge.DisposeAsync();
        await app.DisposeAsync();
    }

    [Fact]
    public async Task A_call_is_answered_with_headers_and_trailers()
    {
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(GrpcApp.Echo, null, new CallOptions(new Metadata { { "x-own", "yes" }, { "x-bin-bin", [1, 2, 255] } }, cancellationToken: Cancel), "hello");

        (await call.ResponseAsync).ShouldBe("hello");
        (await call.ResponseHeadersAsync).GetValue("x-head").ShouldBe("first");
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
        call.GetTrailers().GetValue("x-tail").ShouldBe("last");
        app.Seen.GetValue("x-own").ShouldBe("yes");
        app.Seen.GetValueBytes("x-bin-bin").ShouldBe([1, 2, 255]);
        app.Seen.GetValue("x-forwarded-proto").ShouldBe("http");
        app.Seen.GetValue("x-forwarded-for").ShouldBe("127.0.0.1");
    }

    [Fact]
    public async Task A_status_and_its_details_come_through()
    {
        using var call = channel.CreateCallInvoker().AsyncUnaryCall(GrpcApp.Fail, null, new CallOptions(cancellationToken: Cancel), "not yet");

        var failure = await Should.ThrowAsync<RpcException>(call.ResponseAsync);

        failure.Status.ShouldBe(new Status(StatusCode.FailedPrecondition, "not yet"), failure.Message);
        failure.Trailers.GetValue("x-why").ShouldBe("because");
        app.Calls.ShouldBe(1);
    }

    [Fact]
    public async Task A_stream_of_answers_comes_through_whole()
    {
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(GrpcApp.Count, null, new CallOptions(cancellationToken: Cancel), "1000");

        var answers = new List<string>();
        await foreach (var answer in call.ResponseStream.ReadAllAsync(Cancel))
            answers.Add(answer);

        answers.ShouldBe(Enumerable.Range(0, 1000).Select(i => i.ToString()));
    }

    [Fact]
    public async Task Both_sides_speak_in_turn_on_one_call_which_is_in_flight_until_it_ends()
    {
        using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(GrpcApp.Chat, null, new CallOptions(cancellationToken: Cancel));
        foreach (var word in new[] { "one", "two", "three" })
        {
            await call.RequestStream.WriteAsync(word, Cancel);
            (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeTrue();
            call.ResponseStream.Current.ShouldBe(word.ToUpperInvariant());
        }
        (await edge.StatusAsync()).Targets[app.Instance].InFlight.ShouldBe(1);

        await call.RequestStream.CompleteAsync();

        (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeFalse();
        call.GetStatus().StatusCode.ShouldBe(StatusCode.OK);
        call.GetTrailers().GetValue("x-tail").ShouldBe("goodbye");
        await edge.QuietAsync();
        var counts = (await edge.Client.GetCountersAsync(Cancel)).Apps!.Values.ShouldHaveSingleItem();
        counts.Requests.ShouldBe(1);
        // Five bytes of framing before each message.
        counts.BytesIn.ShouldBe(11 + 3 * 5);
        counts.BytesOut.ShouldBe(11 + 3 * 5);
    }

    [Fact]
    public async Task The_app_learns_that_the_caller_gave_up()
    {
        using var giveUp = new CancellationTokenSource();
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(GrpcApp.Forever, null, new CallOptions(cancellationToken: giveUp.Token), "begun");
        (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeTrue();

        await giveUp.CancelAsync();

        await Eventually.True(() => app.Cancelled == 1, RawConnection.Patience, "the app learns it", Cancel);
        await edge.QuietAsync();
    }

    [Fact]
    public async Task A_deadline_reaches_the_app_and_ends_the_call()
    {
        var deadline = DateTime.UtcNow.AddSeconds(1);
        using var call = channel.CreateCallInvoker().AsyncServerStreamingCall(GrpcApp.Forever, null, new CallOptions(deadline: deadline, cancellationToken: Cancel), "begun");
        (await call.ResponseStream.MoveNext(Cancel).Soon()).ShouldBeTrue();

        (await Should.ThrowAsync<RpcException>(call.ResponseStream.MoveNext(Cancel).Soon())).StatusCode.ShouldBe(StatusCode.DeadlineExceeded);

        app.Deadline.ShouldBe(deadline, TimeSpan.FromSeconds(1));
        await Eventually.True(() => app.Cancelled == 1, RawConnection.Patience, "the app learns it", Cancel);
    }

    [Fact]
    public async Task Where_no_app_is_the_caller_is_told_so_in_its_own_terms()
    {
        await edge.PutAsync();
        (await CallAsync()).StatusCode.ShouldBe(StatusCode.Unimplemented);

        await using var refusing = TestUpstream.Refusing();
        await edge.PutAsync(Tables.App("localhost", refusing));
        var failure = await CallAsync();
        failure.StatusCode.ShouldBe(StatusCode.Unavailable);
        failure.Status.Detail.ShouldStartWith("Fish & Chips does not accept connections");
    }

    [Fact]
    public async Task A_call_that_no_instance_has_seen_goes_to_another_one()
    {
        await using var refusing = TestUpstream.Refusing();
        await edge.PutAsync(Tables.App("localhost", AppState.Serving, Tables.To(refusing, weight: 1000), Tables.To(app.Address)));

        foreach (var _ in Enumerable.Range(0, 5))
            (await channel.CreateCallInvoker().AsyncUnaryCall(GrpcApp.Echo, null, new CallOptions(cancellationToken: Cancel), "hello").ResponseAsync).ShouldBe("hello");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_call_that_an_instance_was_given_goes_to_no_other(bool refusesTheStream)
    {
        // It reads what comes, answers the settings, and closes the connection or refuses each call: HTTP/2 lets the latter be sent again.
        await using var rude = TestUpstream.Start(async (self, connection) =>
        {
            await connection.ReadAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".Length);
            await connection.SendAsync(new byte[] { 0, 0, 0, 4, 0, 0, 0, 0, 0 });
            while (true)
            {
                var head = await connection.ReadAsync(9);
                await connection.ReadAsync(head[0] << 16 | head[1] << 8 | head[2]);
                if (head[3] != 1)
                    continue;
                self.Count();
                if (!refusesTheStream)
                    return;
                await connection.SendAsync(new byte[] { 0, 0, 4, 3, 0, 0, 0, 0, (byte)head[8], 0, 0, 0, 7 });
            }
        });
        await edge.PutAsync(Tables.App("localhost", rude));

        (await CallAsync()).StatusCode.ShouldBe(StatusCode.Unavailable);

        if (refusesTheStream)
            rude.Requests.ShouldBeInRange(1, 4);
        else
            rude.Requests.ShouldBe(1);
    }

    [Fact]
    public async Task What_is_no_gRPC_goes_by_HTTP11_also_from_a_client_of_HTTP2()
    {
        await using var upstream = TestUpstream.Saying("plain");
        await edge.PutAsync(Tables.App("localhost", upstream));
        using var client = new HttpClient { DefaultRequestVersion = System.Net.HttpVersion.Version20, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        using var content = new ByteArrayContent([1]);
        content.Headers.TryAddWithoutValidation("Content-Type", "application/grpc-web+proto");

        using var answer = await client.PostAsync(new Uri($"http://localhost:{edge.Port}/"), content, Cancel);

        (await answer.Content.ReadAsStringAsync(Cancel)).ShouldBe("plain");
        upstream.Last!.StartLine.ShouldBe("POST / HTTP/1.1");
    }

    private async Task<RpcException> CallAsync() => await Should.ThrowAsync<RpcException>(
        channel.CreateCallInvoker().AsyncUnaryCall(GrpcApp.Echo, null, new CallOptions(cancellationToken: Cancel), "hello").ResponseAsync.Soon());
}
