using System.Diagnostics;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.Testing;

namespace Seaworthy.Bench.Sections;

/// <summary>An app with two builds, A and B, both deployed once: whatever is deployed next is ready to run.</summary>
public sealed class ReadyImages
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);
    private readonly Guid[] builds;

    private ReadyImages(TestedApp app, Guid[] builds)
    {
        App = app;
        this.builds = builds;
    }

    public TestedApp App { get; }

    public static async Task<ReadyImages> CreateAsync(World world, CancellationToken cancel)
    {
        // Old instances go as soon as nothing is under way on them.
        var app = await TestedApp.Create(world, [], cancel);
        var builds = new List<Guid>();
        foreach (var version in new[] { "A", "B" })
        {
            var deployment = await app.DeployDockerfile(version, cancel);
            await SettlesAsync(app, deployment, cancel);
            builds.Add((await app.Deployment(deployment.Id, cancel)).BuildId!.Value);
        }
        return new ReadyImages(app, [.. builds]);
    }

    public static string VersionOf(int round) => round % 2 == 0 ? "A" : "B";

    /// <returns>Milliseconds from the call to the first answer of the new release through the edge.</returns>
    public async Task<(double Milliseconds, DeploymentView Deployment)> DeployAsync(int round, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var deployment = await App.World.Installation.Admin.Post<DeploymentView>($"{App.Path}/deployments", new { build_id = builds[round % 2] }, cancel);
        await AnswersAsync(VersionOf(round), cancel);
        return (clock.Elapsed.TotalMilliseconds, deployment);
    }

    /// <inheritdoc cref="DeployAsync"/>
    public async Task<(double Milliseconds, DeploymentView Deployment)> RollBackAsync(int release, string version, CancellationToken cancel)
    {
        var clock = Stopwatch.StartNew();
        var deployment = await App.Rollback(release, cancel);
        await AnswersAsync(version, cancel);
        return (clock.Elapsed.TotalMilliseconds, deployment);
    }

    /// <summary>Waits until the deployment has ended well and every instance of an older one is gone.</summary>
    public Task SettlesAsync(DeploymentView deployment, CancellationToken cancel) => SettlesAsync(App, deployment, cancel);

    private static async Task SettlesAsync(TestedApp app, DeploymentView deployment, CancellationToken cancel)
    {
        await Eventually.True(async token => (await app.Deployment(deployment.Id, token)).Status == "succeeded", Patience, "the deployment ends well", cancel);
        await Eventually.True(async token => await Containers.Of(app, token) == 1, Patience, "older instances are gone", cancel);
    }

    private async Task AnswersAsync(string version, CancellationToken cancel)
    {
        var patience = Stopwatch.StartNew();
        while ((await App.Answer("/", cancel)).Version != version)
        {
            if (patience.Elapsed > Patience)
                throw new TimeoutException($"{App.Slug} does not answer with version {version}.");
            // Not more often: what asks takes the processor from what is measured.
            await Task.Delay(5, cancel);
        }
    }
}
