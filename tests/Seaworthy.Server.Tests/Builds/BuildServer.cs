using System.Net;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Seaworthy.Docker;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Hosting;
using Seaworthy.Server.Platform.Secrets;
using Seaworthy.Server.Sources;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;
using Seaworthy.Testing.Database;
using ImageReference = Seaworthy.Server.Sources.ImageReference;

namespace Seaworthy.Server.Tests.Builds;

/// <summary>The part of the server that builds, on a database of its own and the machine's engine. It may be stopped and started again.</summary>
public sealed class BuildServer(TestCluster cluster) : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TestDatabase database = new(cluster);
    private readonly string repositories = Directory.CreateTempSubdirectory("seaworthy-test-repositories-").FullName;
    private readonly List<AppId> apps = [];
    private WebApplication? host;

    public TestDatabase Database => database;

    /// <summary>For the next <see cref="StartAsync"/>, as <see cref="BuildOptions"/> are.</summary>
    public PlatformOptions Options { get; set; } = null!;

    public BuildOptions BuildOptions { get; set; } = new() { DiskReserveBytes = 0, CacheBytes = null };

    /// <summary>The image with a shell that Dockerfiles of these tests begin with.</summary>
    public string BaseImage { get; private set; } = "";

    /// <summary>Speaks to the endpoints as <see cref="Actor"/>.</summary>
    public HttpClient Http { get; private set; } = new();

    /// <summary>Who asks; authentication itself is not what these tests are about.</summary>
    public Actor Actor { get; set; } = null!;

    public IServiceProvider Services => host!.Services;

    public BuildStore Store => Services.GetRequiredService<BuildStore>();

    /// <summary>Builds are requested whether the server runs or not.</summary>
    private RequestBuild Requests
    {
        get
        {
            var keys = new DataKeys(database.Db, database.Installation.MasterKey);
            return new RequestBuild(keys, new EnvironmentStore(database.Db, keys));
        }
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        File.SetUnixFileMode(database.Options.Home, (UnixFileMode)0b111_001_001);
        File.SetUnixFileMode(repositories, (UnixFileMode)0b111_101_101);
        Actor = new Actor(database.Installation.DefaultOrganization, "local administrator", Role.Owner, IsLocalRoot: true, null, null);
        Options = database.Options with { GitAllowedRanges = [IPNetwork.Parse("127.0.0.0/8")] };
        BaseImage = await TestBaseImage.EnsureAsync(Cancel);
        await StartAsync();
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddPlatform(Options);
        builder.Services.AddApps();
        builder.Services.AddSources();
        builder.Services.AddBuilds(BuildOptions);
        builder.Services.AddApi();
        host = builder.Build();
        host.UseWebSockets();
        host.Use((context, next) =>
        {
            context.Features.Set(Actor);
            return next(context);
        });
        host.MapBuilds();
        await host.Services.GetRequiredService<Installation>().LoadAsync(Cancel);
        await host.StartAsync(Cancel);
        Http = new HttpClient { BaseAddress = new Uri(host.Urls.Single()) };
    }

    /// <summary>As at SIGTERM.</summary>
    public async Task StopAsync()
    {
        await host!.StopAsync(CancellationToken.None);
        await host.DisposeAsync();
        Http.Dispose();
    }

    public async Task<AppId> AppAsync()
    {
        var app = Ids.New<AppId>();
        var installation = database.Installation;
        await using var connection = await database.Db.OpenAsync(Cancel);
        await connection.ExecuteAsync("""
            insert into apps (id, organization_id, project_id, server_id, name, slug, memory_bytes, cpu_millis)
            values (@app, @organization, @project, @server, 'Test', @slug, 1, 1)
            """, new { app, organization = installation.DefaultOrganization, project = installation.DefaultProject, server = installation.ServerId, slug = $"test-{app}" });
        apps.Add(app);
        return app;
    }

    /// <summary>A repository with one commit of these files.</summary>
    public Task<SystemTests.Rig.Git.GitRepository> RepositoryAsync(params (string Path, string Text)[] files) => SystemTests.Rig.Git.GitRepository.Create(
        Path.Combine(repositories, Guid.NewGuid().ToString("n")), new SourceFiles(files.ToDictionary(file => file.Path, file => file.Text)), Cancel);

    public async Task<BuildId> RequestAsync(AppId app, string url, string reference = "", Dictionary<string, string>? buildArgs = null, string? basePath = null)
    {
        GitUrl.TryParse(url, out var gitUrl, out var urlError).ShouldBeTrue(urlError);
        GitRef.TryParse(reference, out var gitRef, out var refError).ShouldBeTrue(refError);
        SourcePath.TryParse(basePath, out var path, out var pathError).ShouldBeTrue(pathError);
        var source = new SourceSpec.Git(gitUrl!, gitRef!) { BasePath = path };
        return await RequestAsync(app, source, new BuildOverrides { Arguments = buildArgs ?? [] });
    }

    public async Task<BuildId> RequestImageAsync(AppId app, string image, bool allowLocal)
    {
        ImageReference.TryParse(image, out var reference, out var error).ShouldBeTrue(error);
        return await RequestAsync(app, new SourceSpec.Image(reference!, allowLocal), BuildOverrides.None);
    }

    public Task<BuildId> RequestAsync(AppId app, SourceSpec source, BuildOverrides overrides) =>
        database.Db.InTransactionAsync(connection => Requests.RunAsync(connection, app, source, overrides, Cancel), Cancel);

    public Task<CancelBuildOutcome> CancelAsync(BuildId build) => database.Db.InTransactionAsync(connection => CancelBuild.RunAsync(connection, build), Cancel);

    public async Task<Build> FindAsync(BuildId build)
    {
        await using var connection = await database.Db.OpenAsync(Cancel);
        return (await BuildStore.FindAsync(connection, build))!;
    }

    public Task<Build> EndedAsync(BuildId build) => UntilAsync(build, found => found.HasEnded, "the build did not end");

    public Task<Build> UntilAsync(BuildId build, Func<Build, bool> holds, string because) =>
        Eventually.Get(_ => FindAsync(build), holds, Patience, because, Cancel);

    public async Task<IReadOnlyList<string>> LogAsync(BuildId build) => [.. (await Store.LinesAsync(build, 0, 10_000, Cancel)).Select(line => line.Line)];

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        using var engine = new DockerEngine(new DockerEngineOptions());
        foreach (var app in apps)
        {
            foreach (var image in await engine.Images.ListAsync(new ImageQuery { References = [$"seaworthy/{app}:*"] }, CancellationToken.None))
            {
                foreach (var tag in image.Tags.Where(tag => tag.StartsWith($"seaworthy/{app}:", StringComparison.Ordinal)))
                    await engine.Images.RemoveAsync(tag, force: true, CancellationToken.None);
            }
        }
        Directory.Delete(repositories, recursive: true);
        await database.DisposeAsync();
    }
}
