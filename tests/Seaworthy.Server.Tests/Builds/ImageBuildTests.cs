using Seaworthy.Docker;
using Seaworthy.Server.Builds;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Images as sources, where no registry answers: the local administrator may use what the machine has, nobody else.</summary>
public sealed class ImageBuildTests(BuildServer server) : IClassFixture<BuildServer>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_local_administrators_image_is_used_as_it_is_and_named_as_ours()
    {
        var app = await server.AppAsync();

        var id = await server.RequestImageAsync(app, server.BaseImage, allowLocal: true);
        var build = await server.EndedAsync(id);

        build.Error.ShouldBeNull();
        (build.Status, build.Pack, build.SourceKind).ShouldBe((BuildStatus.Succeeded, "image", "image"));
        var image = build.Images.ShouldHaveSingleItem();
        (image.Tag, image.Digest).ShouldBe(($"seaworthy/{app}:{id}", null));
        build.Revision.ShouldBe(image.ImageId);
        (await server.LogAsync(id)).ShouldContain(line => line.EndsWith("using the image of that name that this machine has.", StringComparison.Ordinal));
        using var engine = new DockerEngine(new DockerEngineOptions());
        (await engine.Images.InspectAsync(image.Tag, Cancel))!.Id.ShouldBe(image.ImageId);
    }

    [Fact]
    public async Task Anybody_elses_image_comes_from_a_registry_or_not_at_all()
    {
        var build = await server.EndedAsync(await server.RequestImageAsync(await server.AppAsync(), server.BaseImage, allowLocal: false));

        build.Status.ShouldBe(BuildStatus.Failed);
        build.Error.ShouldNotBeNull().ShouldStartWith($"The image {server.BaseImage} cannot be pulled: ");
    }
}
