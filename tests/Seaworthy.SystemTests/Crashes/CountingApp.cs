using System.Net;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>An app whose release commands count, with a build of each kind that is there to be deployed again and again.</summary>
public sealed class CountingApp
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly World world;
    private readonly List<Guid> builds = [];

    private CountingApp(World world, TestedApp app)
    {
        this.world = world;
        App = app;
    }

    public TestedApp App { get; }

    public static async Task<CountingApp> Create(World world, ReleaseCounter counter, CancellationToken cancel)
    {
        var app = new CountingApp(world, await TestedApp.Create(world, [], cancel));
        await app.Build("quick", "live", counter, cancel);
        await app.Build("slow", "live", counter, cancel, "RELEASE_SECONDS=1.5");
        await app.Build("failing", "failed", counter, cancel, "RELEASE_SECONDS=0.5", "RELEASE_EXIT_CODE=5");
        return app;
    }

    /// <summary>Asks for up to three deployments at once: of a build that is there, by a retry, or by a rollback.</summary>
    public async Task Ask(Random random, CancellationToken cancel)
    {
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble()), cancel);
        var asked = Enumerable.Range(0, random.Next(1, 4)).Select(_ => AskOne(random.Next(10), random.Next(builds.Count), cancel)).ToList();
        await Task.WhenAll(asked);
    }

    private async Task Build(string version, string becomes, ReleaseCounter counter, CancellationToken cancel, params string[] environment)
    {
        var deployment = await App.DeployFiles(SourceFiles.Procfile(world.Image, version, [counter.Setting, .. environment]), cancel);
        builds.Add((await App.Becomes(becomes, deployment, cancel)).BuildId!.Value);
    }

    private Task AskOne(int dice, int build, CancellationToken cancel) => dice switch
    {
        < 7 => Insist(token => App.DeployImage(builds[build].ToString(), token), cancel),
        < 9 => Insist(Retry, cancel),
        _ => Insist(token => App.Rollback(1, token), cancel),
    };

    private async Task Retry(CancellationToken cancel)
    {
        var ended = (await world.Installation.Admin.Get<DeploymentView[]>($"{App.Path}/deployments", cancel)).First(deployment => deployment.IsTerminal);
        await world.Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/deployments/{ended.Id}/retry", null, cancel);
    }

    /// <summary>Until there is an answer, as whoever asks would; a refusal is one. What the killed server had taken already is asked for twice.</summary>
    private static Task Insist(Func<CancellationToken, Task> ask, CancellationToken cancel) => Eventually.Passes(
        async token =>
        {
            try
            {
                await ask(token);
            }
            catch (ApiException refusal) when (refusal.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
            }
        },
        Patience, "the server answers again", cancel);
}
