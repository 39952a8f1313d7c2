using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>Two installations on one Docker Engine: neither sees, heals, counts or removes what is the other's.</summary>
public sealed class SideBySideTests(SharedWorld shared, CrashWorld other) : SystemTest(shared), IClassFixture<CrashWorld>
{
    [Fact]
    public async Task What_one_does_the_other_does_not_notice()
    {
        var here = await CreateLiveApp("here");
        var there = await TestedApp.Create(other.World, [], Cancel);
        await there.BecomesLive(await there.DeployDockerfile("there", Cancel), Cancel);
        await using var load = SteadyLoad.Start(here.Load);
        var container = await Containers.Ids(here, Cancel);

        await there.Scale(2, Cancel);
        await Eventually.True(async token => await Containers.Of(there, token) == 2, TimeSpan.FromSeconds(60), "the other installation scales", Cancel);
        await other.World.Installation.KillServer(Cancel);
        other.World.Installation.StartServer();
        await other.World.Installation.BecomesReady(Cancel);
        await there.Delete(Cancel);
        await Eventually.True(async token => await Containers.Of(there, token) == 0, TimeSpan.FromSeconds(60), "the other installation deletes its app", Cancel);

        (await load.Stop()).ShouldHaveNoFailure();
        (await Containers.Ids(here, Cancel)).ShouldBe(container);
        (await here.Answer("/", Cancel)).Version.ShouldBe("here");
    }
}
