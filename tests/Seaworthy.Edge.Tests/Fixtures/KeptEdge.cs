using System.Runtime.InteropServices;
using Seaworthy.Edge.Client;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Testing;

namespace Seaworthy.Edge.Tests.Fixtures;

/// <summary>The edge as an installation has it: kept by a keeper, which holds its listening sockets.</summary>
internal sealed class KeptEdge : IAsyncDisposable
{
    private readonly SeaworthyHome home = new(Directory.CreateTempSubdirectory("edge-").FullName);
    private readonly Keepers keepers;

    private KeptEdge()
    {
        home.Prepare();
        keepers = new Keepers(home, TimeProvider.System);
        Client = new EdgeClient(Path.Combine(home.Run, "edge-control.sock"));
    }

    public int Port { get; } = FreePort.Next();

    public string CaddySocket => home.EdgeSocket;

    public EdgeClient Client { get; }

    public string Log => File.ReadAllText(home.Log("edge"));

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<KeptEdge> StartAsync()
    {
        var edge = new KeptEdge();
        (await edge.EnsureAsync("1")).ShouldBe(Ensured.Started);
        await Eventually.Get(edge.Client.GetStatusAsync, _ => true, TimeSpan.FromSeconds(30), "the edge answers", Cancel);
        return edge;
    }

    /// <summary>What <c>sea up</c> does.</summary>
    public Task<Ensured> EnsureAsync(string version, string? program = null) => keepers.EnsureAsync(Spec(version, program), Cancel);

    public async Task<ProcessIdentity> ProcessAsync() => (await keepers.ObserveAsync(Service.Edge, Cancel)).Process!.Value;

    public async Task KillAsync() => await Signal.SendAsync(await ProcessAsync(), "KILL", Cancel);

    public Task StopAsync() => keepers.StopAsync(Service.Edge, Cancel);

    public async Task KillKeeperAsync()
    {
        var keeper = int.Parse(File.ReadAllText(Path.Combine(home.Run, "edge.keeper")).Split(' ')[0]);
        await Signal.SendAsync(ProcessIdentity.Of(keeper)!.Value, "KILL", Cancel);
        await Eventually.True(() => ProcessIdentity.Of(keeper) is null, RawConnection.Patience, "the keeper is gone", Cancel);
    }

    public Task<RawConnection> ConnectAsync() => RawConnection.ToPortAsync(Port);

    public async ValueTask DisposeAsync()
    {
        await keepers.StopAsync(Service.Edge with { StopGrace = TimeSpan.FromSeconds(5) }, CancellationToken.None);
        Client.Dispose();
        Directory.Delete(home.Root, recursive: true);
    }

    private ServiceSpec Spec(string version, string? program)
    {
        var dotnet = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "../../../dotnet"));
        var command = program is null ? new Command(dotnet, Path.Combine(AppContext.BaseDirectory, "Seaworthy.Edge.dll")) : new Command(program);
        return new ServiceSpec(Service.Edge, command with
        {
            Environment = new Dictionary<string, string?> { ["SEAWORTHY_HOME"] = home.Root, ["ROUTER_HTTP_PORT"] = $"{Port}", ["VERSION"] = version, ["HOME"] = home.Root },
        })
        { Sockets = [SocketSpec.OnPort(Port), SocketSpec.At(home.EdgeSocket)] };
    }
}
