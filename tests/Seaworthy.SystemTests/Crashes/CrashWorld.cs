using Seaworthy.SystemTests.Rig;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>A world of its own for tests that kill parts of it: they would disturb those of the shared one.</summary>
public sealed class CrashWorld : IAsyncLifetime
{
    public World World { get; private set; } = null!;

    public async ValueTask InitializeAsync() => World = await World.Start("crashes", CancellationToken.None);

    public ValueTask DisposeAsync() => World.DisposeAsync();
}
