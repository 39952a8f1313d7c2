using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.RigTests;

public sealed class OwnEngineTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_runs_containers_may_be_killed_with_them_and_leaves_nothing()
    {
        using var log = new TemporaryFolder();
        using var slot = await Slot.Claim(Cancel);
        try
        {
            var engine = await OwnEngine.Create(slot, log.In("dockerd.log"), Cancel);
            var image = await TestAppImage.Ensure(Cancel);
            await engine.Load(image, Cancel);
            await engine.Docker(["run", "--detach", "--name", "app", "--restart", "unless-stopped", image], Cancel);

            await engine.KillWithContainers(Cancel);
            await engine.Start(Cancel);

            await Eventually.Get(
                token => engine.Docker(["inspect", "--format", "{{.State.Status}}", "app"], token),
                state => state.Trim() == "running", TimeSpan.FromSeconds(30), "the container runs again", Cancel);
        }
        finally
        {
            await Leftovers.Reap(slot.Folder, CancellationToken.None);
        }

        Directory.Exists(slot.Folder).ShouldBeFalse();
        File.Exists($"/var/run/netns/seatest-{slot.Number}").ShouldBeFalse();
    }
}
