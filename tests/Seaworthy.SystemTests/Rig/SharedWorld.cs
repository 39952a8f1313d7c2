using Seaworthy.SystemTests.Rig;

[assembly: AssemblyFixture(typeof(SharedWorld))]

namespace Seaworthy.SystemTests.Rig;

/// <summary>The one world of all tests that kill nothing: started by the first that asks, and used by several at once.</summary>
public sealed class SharedWorld : IAsyncDisposable
{
    private readonly Lazy<Task<World>> world = new(() => World.Start("shared", CancellationToken.None));

    public Task<World> Started => world.Value;

    public async ValueTask DisposeAsync()
    {
        if (world is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
            await (await world.Value).DisposeAsync();
    }
}
