using Dapper;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Docker;
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

    [Fact]
    public async Task What_one_organization_pulled_another_cannot_build_from()
    {
        var image = await registry.PushAsync(server.BaseImage, "team/guarded:1", Cancel);
        await LogInAsync(PrivateRegistry.Password);
        (await BuildAsync(await server.AppAsync(), image)).Error.ShouldBeNull();
        var stranger = await StrangersAppAsync();

        // As a source, as a base image, and as a base image that BuildKit has in its cache.
        (await BuildAsync(stranger, image)).Error.ShouldNotBeNull();
        var repository = await server.RepositoryAsync(("Dockerfile", $"FROM {image}\nCMD [\"/bin/sh\"]\n"));
        (await FromRepositoryAsync(stranger, repository.FileUrl)).Status.ShouldBe(BuildStatus.Failed);
        (await FromRepositoryAsync(await server.AppAsync(), repository.FileUrl)).Error.ShouldBeNull();
        (await FromRepositoryAsync(stranger, repository.FileUrl)).Status.ShouldBe(BuildStatus.Failed);
        // (Who knows its digest can, once BuildKit has it: docs/sources.md says so.)
    }

    [Fact]
    public async Task An_image_keeps_the_name_that_it_was_pulled_by_only_where_it_had_it_before()
    {
        var (image, theirs) = (await registry.PushAsync(server.BaseImage, "team/named:1", Cancel), await registry.PushAsync(server.BaseImage, "team/theirs:1", Cancel));
        await LogInAsync(PrivateRegistry.Password);
        var engine = server.Services.GetRequiredService<IDockerEngine>();
        await engine.Images.TagAsync(server.BaseImage, theirs.Split(":1")[0], "1", Cancel);
        var app = await server.AppAsync();

        var built = await Task.WhenAll(BuildAsync(app, image), BuildAsync(await server.AppAsync(), image), BuildAsync(app, theirs));

        built.Select(build => build.Error).ShouldAllBe(error => error == null);
        (await engine.Images.InspectAsync(image, Cancel)).ShouldBeNull("only builds wanted it, and they have names of their own");
        (await engine.Images.InspectAsync(theirs, Cancel)).ShouldNotBeNull("it was there before");
        foreach (var build in built)
            (await engine.Images.InspectAsync(build.Images[0].Tag, Cancel)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_Dockerfile_may_begin_with_its_own_apps_images_and_no_other_apps()
    {
        var (app, neighbour) = (await server.AppAsync(), await server.AppAsync());
        var first = await FromRepositoryAsync(app, (await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nCMD [\"/bin/sh\"]\n"))).FileUrl);
        var tag = first.Images.ShouldHaveSingleItem().Tag;
        var from = await server.RepositoryAsync(("Dockerfile", $"FROM {tag}\nCMD [\"/bin/sh\"]\n"));
        var copy = await server.RepositoryAsync(("Dockerfile", $"FROM {server.BaseImage}\nCOPY --from={tag} /bin/busybox /copied\n"));

        (await FromRepositoryAsync(app, from.FileUrl)).Error.ShouldBeNull();
        (await FromRepositoryAsync(app, copy.FileUrl)).Error.ShouldBeNull();
        foreach (var repository in new[] { from, copy })
        {
            var refused = await FromRepositoryAsync(neighbour, repository.FileUrl);
            refused.Status.ShouldBe(BuildStatus.Failed);
            refused.Error.ShouldNotBeNull().ShouldContain("denied by policy");
        }
    }

    private async Task<Build> FromRepositoryAsync(AppId app, string url) => await server.EndedAsync(await server.RequestAsync(app, url));

    /// <summary>An app of another organization, which has no credentials.</summary>
    private async Task<AppId> StrangersAppAsync()
    {
        var app = await server.AppAsync();
        await using var connection = await Db.OpenAsync(Cancel);
        await connection.ExecuteAsync(
            """
            insert into organizations (id, name) values (@organization, 'Another');
            insert into projects (id, organization_id, name) values (@project, @organization, 'Default');
            update apps set organization_id = @organization, project_id = @project where id = @app
            """,
            new { app, organization = Guid.CreateVersion7(), project = Guid.CreateVersion7() });
        return app;
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
