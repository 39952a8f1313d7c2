using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>Everybody deploys at the same moment: all come to their end, in their turn, and it costs the server no more memory than its share.</summary>
public sealed class ManyAppsTests : IAsyncLifetime
{
    /// <summary>Of each five apps one is built from its repository; the others run an image that is ready.</summary>
    private const int OneBuiltOf = 5;

    /// <summary>Of the queue of builds, as installed.</summary>
    private const int Workers = 2;

    /// <summary>For the looks, builds and connections that are under way at once; each app may take one more.</summary>
    private const int MostMegabytes = 80;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly List<SteadyLoad> loads = [];

    private World world = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Apps => Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1" ? 50 : 20;

    public async ValueTask InitializeAsync() => world = await World.Start("many-apps", Cancel);

    public async ValueTask DisposeAsync()
    {
        foreach (var load in loads)
            await load.DisposeAsync();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task All_deploy_at_once_and_again_under_load_and_are_deleted_at_once()
    {
        var crowd = await Crowd.Create(world, Apps, OneBuiltOf, Cancel);
        var memory = ServerMemory.Watch(world.Installation.ServerProcessId);

        await crowd.Deploy(1, Cancel);
        var first = await crowd.BecomesLive(Patience, Cancel);
        await crowd.ShouldAnswer(1, Cancel);
        first.ShouldBeFair(1 / 3.0);
        first.ShouldBuildInTurn(Workers);

        loads.AddRange(crowd.Apps.Select(app => SteadyLoad.Start(app.Load with { Rate = 5, Connections = 2 })));
        await crowd.Deploy(2, Cancel);
        var second = await crowd.BecomesLive(Patience, Cancel);
        await crowd.ShouldAnswer(2, Cancel);
        foreach (var load in loads)
            (await load.Stop()).ShouldHaveNoFailure();
        // Each has first to end what it deployed before: turns mix more.
        second.ShouldBeFair(1 / 2.0);
        second.ShouldBuildInTurn(Workers, first);

        await crowd.Delete(Cancel);
        await Eventually.Passes(
            async token => (await crowd.Leftovers(token)).ShouldBeEmpty(), Patience, "nothing of the apps is left", Cancel);
        TestContext.Current.TestOutputHelper!.WriteLine($"{Apps} apps: live after {first.Whole}, again after {second.Whole}; server {memory.Before:0} MB, at most {memory.Peak:0} MB");
        // What is under way at once is bounded, whatever waits: only what waits and what is remembered of each app may grow.
        memory.Peak.ShouldBeLessThan(memory.Before + MostMegabytes + Apps);
    }
}
