using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Deployments;

/// <summary>NanoPaaS's own first steps, word for word but for the token.</summary>
public sealed class NanoPaasQuickStartTests(SharedWorld shared) : SystemTest(shared)
{
    [Fact]
    public async Task Create_build_deploy_two_replicas_and_look()
    {
        using var client = World.Installation.Client(await World.CreateToken("quick-start", Cancel));
        var repository = await World.Repository(SourceFiles.Dockerfile(World.Image, "v1"), Cancel);
        var app = await CreateApp();

        var build = await client.Post<BuildView>($"{app.Path}/builds/git", new { repo_url = World.UrlOf(repository), branch = GitRepository.Branch }, Cancel);
        build = await Eventually.Get(
            token => client.Get<BuildView>($"/api/v1/builds/{build.Id}", token), now => now.IsTerminal, TimeSpan.FromSeconds(60), "the build ends", Cancel);
        build.Status.ShouldBe("succeeded", build.ToString());
        build.ImageTag.ShouldNotBeNullOrEmpty();

        var deployed = await client.Post<DeployedView>($"{app.Path}/deploy", new { image_id = build.ImageId, replicas = 2 }, Cancel);

        deployed.Url.ShouldBe($"http://{app.Host}:{World.Installation.Edge.Port}");
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        await Eventually.True(async token => (await app.View(token)).Replicas == 2, TimeSpan.FromSeconds(30), "two replicas run", Cancel);
    }
}
