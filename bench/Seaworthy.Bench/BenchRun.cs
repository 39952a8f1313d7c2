using Seaworthy.Bench.Measuring;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.Bench;

/// <summary>What the sections share: the report, and one installation that is started by the first which needs it.</summary>
public sealed class BenchRun(Report report, CancellationToken cancel) : IAsyncDisposable
{
    private World? world;

    public Report Report => report;

    public CancellationToken Cancel => cancel;

    public async Task<World> WorldAsync() => world ??= await World.Start("bench", cancel);

    /// <summary>A new, empty installation instead of the one so far.</summary>
    public async Task<World> FreshWorldAsync()
    {
        await CloseAsync();
        return await WorldAsync();
    }

    public async Task CloseAsync()
    {
        if (world is { } open)
        {
            world = null;
            await open.DisposeAsync();
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync();
}
