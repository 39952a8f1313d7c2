using Seaworthy.Machine.Docker;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Services;

namespace Seaworthy.Machine.Testing;

/// <summary>
/// The Docker Engine that tests use: the one that answers, or else one that is started for the run and ended after it. Tests
/// label what they make in it, so an installation that uses the same engine is not touched.
/// </summary>
public sealed class TestEngine : IAsyncDisposable
{
    private readonly Keepers? keepers;
    private readonly SeaworthyHome? home;

    private TestEngine(EngineObserved engine, Keepers? keepers, SeaworthyHome? home) => (Engine, this.keepers, this.home) = (engine, keepers, home);

    public EngineObserved Engine { get; }

    public static async Task<TestEngine> FindOrStartAsync(CancellationToken cancellation)
    {
        var socket = new EngineSocket(EngineSocket.DefaultPath);
        if (Systemd.IsRunning || await socket.ObserveAsync(cancellation) is not null)
            return new TestEngine(await new DockerStarter(socket, new Keepers(SeaworthyHome.FromEnvironment(), TimeProvider.System), TimeProvider.System).EnsureAsync(cancellation), null, null);

        var home = new SeaworthyHome(Directory.CreateTempSubdirectory("seaworthy-engine-").FullName);
        home.Prepare();
        var keepers = new Keepers(home, TimeProvider.System);
        return new TestEngine(await new DockerStarter(socket, keepers, TimeProvider.System).EnsureAsync(cancellation), keepers, home);
    }

    public async ValueTask DisposeAsync()
    {
        if (keepers is null || home is null)
            return;
        await keepers.StopAsync(Service.Docker, CancellationToken.None);
        Directory.Delete(home.Root, recursive: true);
    }
}
