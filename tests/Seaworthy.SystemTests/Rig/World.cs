using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Installations;

namespace Seaworthy.SystemTests.Rig;

/// <summary>An installation and what its users bring along: the test application's image and a Git server.</summary>
public sealed class World : IAsyncDisposable
{
    private readonly GitServer git;

    private World(Installation installation, string image, GitServer git, string token)
    {
        Installation = installation;
        Image = image;
        Token = token;
        this.git = git;
    }

    public Installation Installation { get; }

    /// <summary>The reference of the test application's image, for <c>FROM</c>.</summary>
    public string Image { get; }

    /// <summary>An administrator's bearer token, for TCP.</summary>
    public string Token { get; }

    /// <param name="name">Names the artifact folder.</param>
    public static async Task<World> Start(string name, CancellationToken cancel)
    {
        var image = await TestAppImage.Ensure(cancel);
        var installation = await Installation.Start(name, cancel);
        var token = await installation.Admin.Post<TokenView>("/api/v1/tokens", new { name = "system-tests" }, cancel);
        return new World(installation, image, await GitServer.Start(installation.Scratch, cancel), token.Token);
    }

    /// <summary>A new repository on the Git server.</summary>
    public Task<GitRepository> Repository(SourceFiles files, CancellationToken cancel) =>
        GitRepository.Create(Path.Combine(Installation.Scratch, $"repository-{Guid.NewGuid():n}"), files, cancel);

    /// <summary>The address of one of its repositories on the Git server.</summary>
    public string UrlOf(GitRepository repository) => git.Url(Path.GetFileName(repository.Folder));

    public async ValueTask DisposeAsync()
    {
        await git.DisposeAsync();
        await Installation.DisposeAsync();
    }
}
