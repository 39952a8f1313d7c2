using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Installations;

namespace Seaworthy.SystemTests.Rig;

/// <summary>An installation and what its users bring along: the test application's image and a Git server.</summary>
public sealed class World : IAsyncDisposable
{
    private readonly GitServer git;

    private World(Installation installation, string image, GitServer git)
    {
        Installation = installation;
        Image = image;
        this.git = git;
    }

    public Installation Installation { get; }

    /// <summary>The reference of the test application's image, for <c>FROM</c>.</summary>
    public string Image { get; }

    /// <param name="name">Names the artifact folder.</param>
    /// <param name="settings">Further variables of the edge and the server.</param>
    public static async Task<World> Start(string name, CancellationToken cancel, IReadOnlyDictionary<string, string>? settings = null) =>
        await Around(await Installation.Start(name, cancel, settings), await TestAppImage.Ensure(cancel), cancel);

    /// <summary>On a Docker Engine that may be killed.</summary>
    /// <param name="diskBytes">The size of the engine's own disk; null: it shares the machine's.</param>
    public static async Task<World> StartOnOwnEngine(
        string name, CancellationToken cancel, IReadOnlyDictionary<string, string>? settings = null, long? diskBytes = null)
    {
        var image = await TestAppImage.Ensure(cancel);
        var installation = await Installation.StartOnOwnEngine(name, cancel, settings, diskBytes);
        await ((OwnEngine)installation.Engine).Load(image, cancel);
        return await Around(installation, image, cancel);
    }

    /// <summary>A new bearer token of an administrator's, for TCP.</summary>
    public async Task<string> CreateToken(string name, CancellationToken cancel) =>
        (await Installation.Admin.Post<TokenView>("/api/v1/tokens", new { name }, cancel)).Token;

    private static async Task<World> Around(Installation installation, string image, CancellationToken cancel) =>
        new(installation, image, await GitServer.Start(installation.Scratch, cancel));

    /// <summary>A new repository on the Git server.</summary>
    public Task<GitRepository> Repository(SourceFiles files, CancellationToken cancel) =>
        GitRepository.Create(Path.Combine(Installation.Scratch, $"repository-{Guid.NewGuid():n}"), files, cancel);

    /// <summary>Where the installation gets the repository: at the Git server, or where it has no way there, in its directory.</summary>
    public string UrlOf(GitRepository repository) =>
        Installation.Engine is OwnEngine ? repository.FileUrl : git.Url(Path.GetFileName(repository.Folder));

    public async ValueTask DisposeAsync()
    {
        await git.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
