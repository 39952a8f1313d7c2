extern alias edge;

using edge::Seaworthy.Edge;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Edge.Client;

namespace Seaworthy.Server.Tests.Routes;

/// <summary>The real edge, in this process, on a home of its own.</summary>
internal sealed class OwnEdge : IAsyncDisposable
{
    private readonly string home = Directory.CreateTempSubdirectory("edge-").FullName;
    private EdgeProcess? process;

    private OwnEdge() => Client = new EdgeClient(Path.Combine(home, "run", "edge-control.sock"));

    public EdgeClient Client { get; }

    /// <summary>The version of the last table that was put as a whole.</summary>
    public async Task<long> WholeAsync() =>
        System.Text.Json.JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(home, "edge", "table.json"))).RootElement.GetProperty("version").GetInt64();

    public static async Task<OwnEdge> StartAsync()
    {
        var edge = new OwnEdge();
        await edge.StartAgainAsync();
        return edge;
    }

    public async Task StartAgainAsync() => process = await EdgeProcess.StartAsync(
        new EdgeOptions { Home = home, HttpPort = 0, TrustedProxies = [] }, new EdgeLimits(), TimeProvider.System, NullLoggerFactory.Instance, CancellationToken.None);

    public async Task StopAsync()
    {
        if (process is not { } running)
            return;
        process = null;
        await running.StopAsync(atOnce: new CancellationToken(canceled: true));
        await running.DisposeAsync();
    }

    public void Forget() => Directory.Delete(Path.Combine(home, "edge"), recursive: true);

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Client.Dispose();
        Directory.Delete(home, recursive: true);
    }
}
