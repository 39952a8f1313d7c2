using System.Security.Cryptography;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>Changes under load: no request fails, and another app's WebSockets live on.</summary>
public sealed class UnderLoadTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Deployments_are_invisible()
    {
        var neighbour = await CreateLiveApp("other");
        var app = await CreateLiveApp("v1");
        await using var sockets = await neighbour.OpenSockets(10, Cancel);
        await using var kept = SteadyLoad.Start(app.Load);
        await using var fresh = SteadyLoad.Start(app.Load with { KeepAlive = false });
        await using var uploads = SteadyLoad.Start(Uploads.Of(RandomNumberGenerator.GetBytes(1_000_000), app.Load));
        await using var slow = SteadyLoad.Start(app.Load with { Path = "/slow?s=10", Rate = 1, Connections = 20, Timeout = TimeSpan.FromSeconds(30) });

        foreach (var version in (string[])["v2", "v3", "v4"])
        {
            await app.BecomesLive(await app.DeployDockerfile(version, Cancel), Cancel);
            (await app.Answer("/", Cancel)).Version.ShouldBe(version);
        }

        var seen = await kept.Stop();
        seen.ShouldHaveNoFailure();
        seen.Versions.Select(version => version.Version).ShouldBe(["v1", "v2", "v3", "v4"], seen.ToString());
        (await fresh.Stop()).ShouldHaveNoFailure();
        (await uploads.Stop()).ShouldHaveNoFailure();
        (await slow.Stop()).ShouldHaveNoFailure();
        (await sockets.Stop()).ShouldAllHaveLived();
    }

    [Fact]
    public async Task Scaling_up_and_down_is_invisible()
    {
        var app = await CreateLiveApp("v1");
        await using var kept = SteadyLoad.Start(app.Load);
        await using var fresh = SteadyLoad.Start(app.Load with { KeepAlive = false });

        foreach (var replicas in (int[])[4, 2, 3, 1])
        {
            await app.Scale(replicas, Cancel);
            await Eventually.True(async token => await Containers.Of(app, token) == replicas, TimeSpan.FromSeconds(60), $"{replicas} containers run", Cancel);
        }

        (await kept.Stop()).ShouldHaveNoFailure();
        (await fresh.Stop()).ShouldHaveNoFailure();
    }

    [Fact]
    public async Task All_replicas_take_part()
    {
        var app = await CreateLiveApp("v1");

        await app.Scale(3, Cancel);

        var instances = new HashSet<string>();
        await Eventually.True(
            async token =>
            {
                instances.Add((await app.Answer("/", token)).Body);
                return instances.Count == 3;
            },
            TimeSpan.FromSeconds(60), "three containers answer", Cancel);
    }

    [Fact]
    public async Task Its_own_sockets_end_in_order_after_the_drain()
    {
        var app = await CreateApp(("drain_seconds", 2));
        await app.BecomesLive(await app.DeployDockerfile("v1", Cancel), Cancel);
        await using var sockets = await app.OpenSockets(5, Cancel);

        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel), Cancel);
        await Eventually.True(() => sockets.Cuts == 5, TimeSpan.FromSeconds(30), "the drain ends", Cancel);

        (await sockets.Stop()).Cuts.ShouldAllBe(cut => cut.IsOrderly);
    }

    [Fact]
    public async Task A_rollback_needs_no_repository_and_is_invisible()
    {
        var app = await CreateLiveApp("v1");
        await app.Becomes("succeeded", await app.DeployDockerfile("v2", Cancel), Cancel);
        app.Repository.Delete();
        await using var load = SteadyLoad.Start(app.Load);

        await app.BecomesLive(await app.Rollback(1, Cancel), Cancel);

        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        (await load.Stop()).ShouldHaveNoFailure();
    }
}
