using System.Net;
using Seaworthy.Edge.Client;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>A whole edge on a free port with a home of its own, inside the test's process.</summary>
internal sealed class TestEdge : IAsyncDisposable
{
    public const string ProbeToken = "the-probe-token";

    private readonly string home = Directory.CreateTempSubdirectory("edge-").FullName;
    private readonly EdgeOptions options;
    private EdgeProcess process = null!;
    private long version;

    private TestEdge(IReadOnlyList<IPNetwork> trusted, int httpsPort)
    {
        options = new EdgeOptions { Home = home, HttpPort = 0, HttpsPort = httpsPort, TrustedProxies = trusted };
        Client = new EdgeClient(options.ControlSocket);
    }

    public EdgeClient Client { get; }

    /// <summary>Must be empty at the end, except what a test has looked at and cleared.</summary>
    public Complaints Complaints { get; } = new();

    public int Port => process.Port;

    public EdgeOptions Options => options;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<TestEdge> StartAsync(EdgeLimits? limits = null, IReadOnlyList<IPNetwork>? trusted = null, int httpsPort = 443)
    {
        var edge = new TestEdge(trusted ?? [], httpsPort);
        await edge.StartProcessAsync(limits ?? new EdgeLimits());
        return edge;
    }

    /// <summary>One app, answered by these instances for every host below <c>test</c>.</summary>
    public static async Task<TestEdge> ForAsync(params TestUpstream[] upstreams) => await ForAsync(new EdgeLimits(), upstreams);

    public static async Task<TestEdge> ForAsync(EdgeLimits limits, params TestUpstream[] upstreams)
    {
        var edge = await StartAsync(limits);
        await edge.PutAsync(Tables.App("*.test", upstreams));
        return edge;
    }

    /// <summary>Puts a table of the next version, which must be applied.</summary>
    public async Task PutAsync(params AppRoutes[] apps)
    {
        var next = Interlocked.Increment(ref version);
        (await Client.PutTableAsync(Tables.Of(next, apps), Cancel)).ShouldBe(new PutTableResult.Applied(next));
    }

    /// <summary>Changes the table, which must be applied.</summary>
    public async Task ChangeAsync(TableChange change)
    {
        (await Client.ChangeTableAsync(change, Cancel)).ShouldBe(new ChangeTableResult.Applied(change.Version));
        version = Math.Max(version, change.Version);
    }

    public Task<EdgeStatus> StatusAsync() => Client.GetStatusAsync(Cancel);

    public Task<RawConnection> ConnectAsync() => RawConnection.ToPortAsync(Port);

    /// <summary>Sends one request on a connection of its own.</summary>
    public async Task<HttpText> SendAsync(string request)
    {
        await using var connection = await ConnectAsync();
        await connection.SendAsync(request);
        return (await connection.ReadMessageAsync(hasBody: !request.StartsWith("HEAD", StringComparison.Ordinal))).ShouldNotBeNull();
    }

    public Task<HttpText> GetAsync(string path = "/", string host = "app.test", string headers = "") =>
        SendAsync($"GET {path} HTTP/1.1\r\nHost: {host}\r\n{headers}\r\n");

    /// <summary>Waits until nothing is in flight anywhere.</summary>
    public Task QuietAsync() => Seaworthy.Testing.Eventually.Get(
        async _ => await StatusAsync(), status => status.Targets.Values.All(target => target.InFlight == 0), TimeSpan.FromSeconds(10), "nothing is in flight", Cancel);

    public async Task RestartAsync()
    {
        await StopProcessAsync();
        await StartProcessAsync(new EdgeLimits());
    }

    public async ValueTask DisposeAsync()
    {
        await StopProcessAsync();
        Client.Dispose();
        Directory.Delete(home, recursive: true);
        Complaints.Errors.ShouldBeEmpty();
    }

    private async Task StartProcessAsync(EdgeLimits limits) =>
        process = await EdgeProcess.StartAsync(options, limits, TimeProvider.System, Complaints, CancellationToken.None);

    private async Task StopProcessAsync()
    {
        await process.StopAsync(atOnce: new CancellationToken(canceled: true));
        await process.DisposeAsync();
    }
}
