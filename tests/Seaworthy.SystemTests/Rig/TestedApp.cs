using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig;

/// <summary>One app of the test's, and what its user does with it.</summary>
public sealed class TestedApp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly World world;
    private readonly ApiClient api;
    private GitRepository? repository;

    private TestedApp(World world, AppView created)
    {
        this.world = world;
        api = world.Installation.Admin;
        Id = created.Id;
        Slug = created.Slug;
    }

    public Guid Id { get; }

    public string Slug { get; }

    public string Host => $"{Slug}.localhost";

    public string Path => $"/api/v1/apps/{Id}";

    public World World => world;

    /// <summary>Its repository, once it was deployed from one.</summary>
    public GitRepository Repository => repository ?? throw new InvalidOperationException($"{Slug} was not deployed from a repository.");

    public static async Task<TestedApp> Create(World world, IEnumerable<(string Field, object Value)> settings, CancellationToken cancel)
    {
        var slug = $"t-{Guid.NewGuid():n}"[..10];
        var body = new Dictionary<string, object> { ["name"] = slug, ["slug"] = slug };
        foreach (var (field, value) in settings)
            body[field] = value;
        return new TestedApp(world, await world.Installation.Admin.Post<AppView>("/api/v1/apps", body, cancel));
    }

    public Task<AppView> View(CancellationToken cancel) => api.Get<AppView>(Path, cancel);

    /// <summary>Deploys these files as the newest commit of the app's repository, over HTTP.</summary>
    public async Task<DeploymentView> DeployFiles(SourceFiles files, CancellationToken cancel)
    {
        if (repository is null)
            repository = await world.Repository(files, cancel);
        else
            await repository.Commit(files, cancel);
        return await DeployGit(world.UrlOf(repository), GitRepository.Branch, cancel);
    }

    public Task<DeploymentView> DeployDockerfile(string version, CancellationToken cancel, params string[] environment) =>
        DeployFiles(SourceFiles.Dockerfile(world.Image, version, environment), cancel);

    public Task<DeploymentView> DeployGit(string url, string reference, CancellationToken cancel) =>
        api.Post<DeploymentView>($"{Path}/deployments", new { git = new { repo_url = url, branch = reference } }, cancel);

    public Task<DeploymentView> DeployImage(string image, CancellationToken cancel) =>
        api.Post<DeploymentView>($"{Path}/deployments", new { image_id = image }, cancel);

    public Task<DeploymentView> Rollback(int release, CancellationToken cancel) =>
        api.Post<DeploymentView>($"{Path}/rollback", new { release }, cancel);

    public Task Scale(int replicas, CancellationToken cancel) => api.SendText(HttpMethod.Post, $"{Path}/scale", new { replicas }, cancel);

    /// <param name="verb">restart, stop or start</param>
    public Task Order(string verb, CancellationToken cancel) => api.SendText(HttpMethod.Post, $"{Path}/{verb}", null, cancel);

    public Task Delete(CancellationToken cancel) => api.SendText(HttpMethod.Delete, Path, null, cancel);

    public Task<DeploymentView> Deployment(Guid id, CancellationToken cancel) => api.Get<DeploymentView>($"/api/v1/deployments/{id}", cancel);

    /// <summary>Waits until the deployment's release serves, and fails at once when it ended otherwise.</summary>
    public async Task<DeploymentView> BecomesLive(DeploymentView deployment, CancellationToken cancel)
    {
        var last = await Eventually.Get(
            token => Deployment(deployment.Id, token), now => now.IsServing || now.IsTerminal, Patience, $"{Slug} becomes live", cancel);
        last.IsServing.ShouldBeTrue(last.ToString());
        return last;
    }

    /// <summary>Waits until the deployment has this status, and fails at once when it ended with another.</summary>
    public async Task<DeploymentView> Becomes(string status, DeploymentView deployment, CancellationToken cancel)
    {
        var last = await Eventually.Get(
            token => Deployment(deployment.Id, token), now => now.Status == status || now.IsTerminal, Patience, $"{Slug} is {status}", cancel);
        last.Status.ShouldBe(status, last.ToString());
        return last;
    }

    /// <summary>The newest lines of all its processes.</summary>
    public Task<string> Logs(CancellationToken cancel) => api.SendText(HttpMethod.Get, $"{Path}/logs?tail=500", null, cancel);

    /// <summary>One answer through the edge.</summary>
    public async Task<HttpAnswer> Answer(string path, CancellationToken cancel)
    {
        using var connection = await HttpExchange.Connect(world.Installation.Edge, cancel);
        return await connection.Send("GET", Host, path, body: null, keepAlive: false, cancel);
    }

    /// <summary>A steady load on the app through the edge.</summary>
    public LoadOptions Load => new() { Server = world.Installation.Edge, Host = Host };

    public Task<SocketHolder> OpenSockets(int count, CancellationToken cancel) => SocketHolder.Open(world.Installation.Edge, Host, count, cancel);
}
