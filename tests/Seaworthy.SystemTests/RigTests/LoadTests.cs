using System.Net;
using System.Security.Cryptography;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.RigTests;

/// <summary>The load sees what it must see: it is pointed at the test application itself, without anything between.</summary>
public sealed class LoadTests(CompiledTestApp program) : IClassFixture<CompiledTestApp>, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly TemporaryFolder folder = new();
    private readonly IPEndPoint address = new(IPAddress.Loopback, FreePort.Next());
    private ChildProcess? app;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        app?.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_steady_app_has_no_failure(bool keepAlive)
    {
        await StartApp();
        await using var load = SteadyLoad.Start(Options with { KeepAlive = keepAlive });
        await Eventually.True(() => load.Answers >= 100, Patience, "100 answers come", Cancel);

        var result = await load.Stop();

        result.ShouldHaveNoFailure();
        result.Versions.Single().Version.ShouldBe("v1");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_app_that_dies_is_noticed(bool keepAlive)
    {
        await StartApp();
        await using var load = SteadyLoad.Start(Options with { KeepAlive = keepAlive });
        await Eventually.True(() => load.Answers >= 20, Patience, "some answers come", Cancel);

        await app!.Kill(Cancel);

        await Eventually.True(() => load.Failures > 0, Patience, "a failure is counted", Cancel);
        await StartApp();
        var before = load.Answers;
        await Eventually.True(() => load.Answers >= before + 20, Patience, "answers come again", Cancel);
        (await load.Stop()).Failures.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Another_status_is_a_failure()
    {
        await StartApp();
        await using var load = SteadyLoad.Start(Options with { Path = "/status?code=503" });
        await Eventually.True(() => load.Answers >= 5, Patience, "some answers come", Cancel);

        var result = await load.Stop();

        result.Failures.Count.ShouldBe(result.Answers);
        result.Statuses.Keys.ShouldBe([503]);
    }

    [Fact]
    public async Task An_upload_arrives_byte_by_byte()
    {
        await StartApp();
        var body = RandomNumberGenerator.GetBytes(3_000_000);
        await using var load = SteadyLoad.Start(Uploads.Of(body, Options));
        await Eventually.True(() => load.Answers >= 5, Patience, "some answers come", Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task A_slow_answer_beyond_the_timeout_is_a_failure()
    {
        await StartApp();
        await using var load = SteadyLoad.Start(Options with { Path = "/slow?s=5", Timeout = TimeSpan.FromMilliseconds(200) });
        await Eventually.True(() => load.Failures > 0, Patience, "a request fails", Cancel);

        (await load.Stop()).Failures.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task Sockets_live_with_their_app_and_end_in_order_on_sigterm()
    {
        await StartApp();
        await using var living = await SocketHolder.Open(address, "app.localhost", 5, Cancel);
        await Eventually.True(() => living.Echoes >= 20, Patience, "echoes come", Cancel);
        (await living.Stop()).ShouldAllHaveLived();

        await using var ended = await SocketHolder.Open(address, "app.localhost", 5, Cancel);
        await app!.Stop(Cancel);
        await Eventually.True(() => ended.Cuts == 5, Patience, "all sockets are closed", Cancel);
        (await ended.Stop()).Cuts.ShouldAllBe(cut => cut.IsOrderly);
    }

    [Fact]
    public async Task Sockets_notice_the_death_of_their_app()
    {
        await StartApp();
        await using var holder = await SocketHolder.Open(address, "app.localhost", 5, Cancel);
        await app!.Kill(Cancel);
        await Eventually.True(() => holder.Cuts == 5, Patience, "all sockets are cut", Cancel);

        (await holder.Stop()).Cuts.ShouldAllBe(cut => !cut.IsOrderly);
    }

    private LoadOptions Options => new() { Server = address, Host = "app.localhost" };

    private async Task StartApp()
    {
        app?.Dispose();
        app = ChildProcess.Start([program.Path], new Dictionary<string, string> { ["PORT"] = $"{address.Port}", ["VERSION"] = "v1" }, folder.In("app.log"));
        await Eventually.Passes(
            async token => (await HttpExchange.Connect(address, token)).Dispose(), Patience, "the application listens", Cancel);
    }
}
