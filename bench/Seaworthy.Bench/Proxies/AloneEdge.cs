using Seaworthy.Edge.Client;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Proxies;

/// <summary>Our edge alone, with tables of the bench's own.</summary>
public sealed class AloneEdge : IAsyncDisposable
{
    private readonly RunningProxy process;

    private AloneEdge(RunningProxy process, EdgeClient client)
    {
        this.process = process;
        Client = client;
    }

    public EdgeClient Client { get; }

    public RunningProxy Process => process;

    public static async Task<AloneEdge> StartAsync(CancellationToken cancel)
    {
        var folder = Directory.CreateTempSubdirectory("seaworthy-bench-").FullName;
        var port = FreePort.Next();
        var environment = new Dictionary<string, string> { ["SEAWORTHY_HOME"] = folder, ["ROUTER_HTTP_PORT"] = $"{port}" };
        var process = await RunningProxy.StartAsync("Seaworthy's edge", port, folder, [Checkout.Program("Seaworthy.Edge")], environment, cancel);
        var client = new EdgeClient(Path.Combine(folder, "run", "edge-control.sock"));
        var edge = new AloneEdge(process, client);
        try
        {
            await Eventually.Passes(client.GetStatusAsync, TimeSpan.FromSeconds(10), "the edge listens on its control socket", cancel);
            return edge;
        }
        catch
        {
            await edge.DisposeAsync();
            throw;
        }
    }

    /// <summary>As many apps as asked for, each with one host and one instance; the first answers to 127.0.0.1.</summary>
    public static RouteTable Table(long version, int apps, int upstream) => new()
    {
        Version = version,
        ProbeToken = "",
        Apps = [.. Enumerable.Range(0, apps).Select(number => App(number, upstream))],
    };

    public static AppRoutes App(int number, int upstream) => new()
    {
        App = Id(number, 1),
        Name = $"app {number}",
        Matches = [new RouteMatch { Host = number == 0 ? "127.0.0.1" : $"app-{number}.example.com", PathPrefix = "/" }],
        State = AppState.Serving,
        Targets = [new Target { Instance = Id(number, 2), Address = $"127.0.0.1:{upstream}", Weight = 100 }],
    };

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await process.DisposeAsync();
    }

    private static Guid Id(int number, byte kind) => new(number, 0, 0, kind, 0, 0, 0, 0, 0, 0, 0);
}
