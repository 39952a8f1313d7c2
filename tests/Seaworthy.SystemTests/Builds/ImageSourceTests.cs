using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig;

namespace Seaworthy.SystemTests.Builds;

public sealed class ImageSourceTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task An_image_of_a_registry_becomes_a_live_app()
    {
        await using var registry = await Registry.Start(Path.Combine(World.Installation.Scratch, "registry"), Cancel);
        var reference = await registry.Publish(World.Image, "v1", Cancel);
        var app = await CreateApp();
        try
        {
            await app.BecomesLive(await app.DeployImage(reference, Cancel), Cancel);

            (await app.Answer("/", Cancel)).Status.ShouldBe(200);
        }
        finally
        {
            await Engine.OfThisMachine.Docker(["image", "rm", "--force", reference], Cancel);
        }
    }

    [Fact]
    public async Task An_image_that_no_registry_has_fails_and_is_named()
    {
        var app = await CreateApp();

        var failed = await app.Becomes("failed", await app.DeployImage("127.0.0.1:1/nothing:v1", Cancel), Cancel);

        failed.Reason.ShouldNotBeNull().ShouldContain("127.0.0.1:1/nothing:v1");
    }
}
