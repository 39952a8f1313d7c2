using System.Net;
using System.Net.Sockets;
using Seaworthy.Edge.Upstreams;

namespace Seaworthy.Edge.Tests.Upstreams;

/// <summary>What can be known of a request whose connection was closed.</summary>
public sealed class UpstreamConnectionTests : IAsyncLifetime
{
    private readonly Deadlines deadlines;
    private readonly Upstream upstream;
    private readonly Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly byte[] buffer = new byte[1000];
    private UpstreamPool pool = null!;
    private UpstreamConnection connection = null!;
    private Socket app = null!;

    public UpstreamConnectionTests()
    {
        var ticker = new Ticker(TimeProvider.System);
        deadlines = new Deadlines(ticker, TimeSpan.FromMilliseconds(50));
        upstream = new Upstream(new EdgeLimits(), ticker, deadlines, new Seaworthy.Edge.HandingOver.Leaving(), Stopping: default);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A connection that has served one exchange and rests.</summary>
    public async ValueTask InitializeAsync()
    {
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        pool = new UpstreamPool((IPEndPoint)listener.LocalEndPoint!, upstream);
        connection = await pool.ConnectAsync(Cancel);
        app = await listener.AcceptAsync(Cancel);
        await connection.SendAsync("request"u8.ToArray());
        await app.ReceiveAsync(buffer, Cancel);
        await app.SendAsync("answer"u8.ToArray(), Cancel);
        await connection.ReceiveAsync(buffer);
        connection.Rest(TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task NothingWasDelivered_WhenTheAppClosedBeforeTheRequestWasSent_IsTrue()
    {
        app.Dispose();

        await connection.SendAsync("next request"u8.ToArray());

        (await connection.ReceiveAsync(buffer)).ShouldBe(0);
        connection.NothingWasDelivered.ShouldBeTrue();
    }

    [Fact]
    public async Task NothingWasDelivered_WhenTheAppReadTheRequestAndClosed_IsFalse()
    {
        await connection.SendAsync("next request"u8.ToArray());
        await app.ReceiveAsync(buffer, Cancel);
        app.Dispose();

        (await connection.ReceiveAsync(buffer)).ShouldBe(0);
        connection.NothingWasDelivered.ShouldBeFalse();
    }

    [Fact]
    public async Task NothingWasDelivered_OnAFreshConnection_IsFalse()
    {
        var fresh = await pool.ConnectAsync(Cancel);
        (await listener.AcceptAsync(Cancel)).Dispose();

        await fresh.SendAsync("request"u8.ToArray());

        fresh.NothingWasDelivered.ShouldBeFalse();
        fresh.Close(CloseReason.Done);
    }

    [Fact]
    public void TryWake_OfAQuietConnection_IsTrue() => connection.TryWake().ShouldBeTrue();

    [Fact]
    public void TryWake_AfterTheAppClosed_IsFalse()
    {
        app.Dispose();

        connection.TryWake().ShouldBeFalse();
    }

    [Fact]
    public async Task TryWake_AfterTheAppSaidSomethingUnasked_IsFalse()
    {
        await app.SendAsync("HTTP/1.1 200 OK\r\n"u8.ToArray(), Cancel);

        connection.TryWake().ShouldBeFalse();
    }

    [Fact]
    public async Task TryWake_AfterTooLongARest_IsFalse_AndTheConnectionIsClosed()
    {
        connection.Rest(TimeSpan.FromMilliseconds(1));

        await Testing.Eventually.True(() => connection.ClosedFor == CloseReason.TimedOut, TimeSpan.FromSeconds(10), "the rest is over", Cancel);

        connection.TryWake().ShouldBeFalse();
        (await app.ReceiveAsync(buffer, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Return_ToARetiredPool_ClosesTheConnection()
    {
        pool.Retire();

        pool.Return(connection, TimeSpan.FromMinutes(1));

        pool.TakeIdle().ShouldBeNull();
        (await app.ReceiveAsync(buffer, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Retire_ClosesWhatIsIdle()
    {
        pool.Return(connection, TimeSpan.FromMinutes(1));

        pool.Retire();

        (await app.ReceiveAsync(buffer, Cancel)).ShouldBe(0);
    }

    [Fact]
    public async Task Close_FreesWhoeverWaits_AndKeepsTheFirstReason()
    {
        var receiving = connection.ReceiveAsync(buffer).AsTask();

        connection.Close(CloseReason.ClientGone);
        connection.Close(CloseReason.Done);

        await Should.ThrowAsync<Exception>(receiving.WaitAsync(TimeSpan.FromSeconds(10), Cancel));
        connection.ClosedFor.ShouldBe(CloseReason.ClientGone);
    }

    public ValueTask DisposeAsync()
    {
        connection.Close(CloseReason.Done);
        app.Dispose();
        listener.Dispose();
        deadlines.Dispose();
        return ValueTask.CompletedTask;
    }
}
