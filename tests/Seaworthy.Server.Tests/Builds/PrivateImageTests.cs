using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Registries;
using Seaworthy.Server.Tests.Sources.Rig;
using ImageReference = Seaworthy.Server.Sources.ImageReference;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>Images of a registry that wants a password: as sources, and as base images of builds.</summary>
public sealed class PrivateImageTests(BuildServer server) : IClassFixture<BuildServer>, IAsyncLifetime
{
    private PrivateRegistry registry = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private Db Db => server.Services.GetRequiredService<Db>();

    public async ValueTask InitializeAsync() => registry = await PrivateRegistry.StartAsync(Cancel);

    public ValueTask DisposeAsync() => registry.DisposeAsync();

    [Fact]
    public async Task An_image_is_pulled_with_the_organizations_credentials_and_not_without()
    {
        var image = await registry.PushAsync(server.BaseImage, "team/app:1", Cancel);
        var app = await server.AppAsync();

        (await BuildAsync(app, image)).Error.ShouldNotBeNull().ShouldStartWith($"The image {image} cannot be pulled: ");
        await LogInAsync("wrong");
        (await BuildAsync(app, image)).Error.ShouldNotBeNull().ShouldStartWith($"The image {image} cannot be pulled: ");
        await LogInAsync(PrivateRegistry.Password);
        var build = await BuildAsync(app, image);

        build.Error.ShouldBeNull();
        build.Images.ShouldHaveSingleItem().Digest.ShouldNotBeNull().ShouldStartWith($"{registry.Host}/team/app@sha256:");
        (await server.LogAsync(build.Id)).ShouldNotContain(line => line.Contains(PrivateRegistry.Password, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Credentials_of_the_source_itself_win()
    {
        var image = await registry.PushAsync(server.BaseImage, "team/own:1", Cancel);
        var app = await server.AppAsync();
        await LogInAsync(PrivateRegistry.Password);

        (await BuildAsync(app, image, new SourceCredentials(PrivateRegistry.User, "wrong"))).Error.ShouldNotBeNull();
        await LogInAsync("wrong");
        (await BuildAsync(app, image, new SourceCredentials(PrivateRegistry.User, PrivateRegistry.Password))).Error.ShouldBeNull();
    }

    [Fact]
    public async Task A_base_image_is_pulled_with_the_organizations_credentials_and_not_without()
    {
        var image = await registry.PushAsync(server.BaseImage, "team/base:1", Cancel);
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {image}\nRUN test -z \"$(find / -name config.json)\"\nCMD [\"/bin/sh\"]\n"));
        var app = await server.AppAsync();

        var refused = await server.EndedAsync(await server.RequestAsync(app, repository.FileUrl));
        refused.Status.ShouldBe(BuildStatus.Failed);
        await LogInAsync(PrivateRegistry.Password);
        var build = await server.EndedAsync(await server.RequestAsync(app, repository.FileUrl));

        build.Error.ShouldBeNull();
        build.Status.ShouldBe(BuildStatus.Succeeded);
    }

    private async Task LogInAsync(string password)
    {
        RegistryHost.TryParse(registry.Host, out var host, out var error).ShouldBeTrue(error);
        await Db.InTransactionAsync(
            connection => server.Services.GetRequiredService<RegistryStore>().SetAsync(connection, server.Actor.Organization, host!, new SourceCredentials(PrivateRegistry.User, password)), Cancel);
    }

    private async Task<Build> BuildAsync(AppId app, string image, SourceCredentials? credentials = null)
    {
        ImageReference.TryParse(image, out var reference, out var error).ShouldBeTrue(error);
        return await server.EndedAsync(await server.RequestAsync(app, new SourceSpec.Image(reference!, AllowLocal: false) { Credentials = credentials }, new BuildOverrides()));
    }
}
