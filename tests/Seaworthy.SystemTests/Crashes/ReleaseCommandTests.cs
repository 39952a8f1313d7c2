using System.Globalization;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>What a release command does elsewhere, as a migration does, is done once for each release or not at all; counted in a real database.</summary>
public sealed class ReleaseCommandTests(ReleaseCommandTests.CountingWorld shared) : IClassFixture<ReleaseCommandTests.CountingWorld>
{
    private const int Apps = 2;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static int Rounds => Environment.GetEnvironmentVariable("SEAWORTHY_LONG") == "1" ? 100 : 3;

    private static int Seed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("SEAWORTHY_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : Random.Shared.Next();

    private World World => shared.World;

    private ReleaseCounter Counter => shared.Counter;

    private Installation Installation => World.Installation;

    [Fact]
    public async Task Under_kills_retries_and_deployments_at_once_it_runs_once_for_a_release_that_goes_live_and_never_twice()
    {
        var apps = await Task.WhenAll(Enumerable.Range(0, Apps).Select(_ => CountingApp.Create(World, Counter, Cancel)));
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            await Task.WhenAll([.. apps.Select(app => app.Ask(new Random(random.Next()), Cancel)), Harm(new Random(random.Next()))]);
            await AllRest(apps);
        }

        var counted = (await Task.WhenAll(apps.Select(app => Counter.Read(app.App, Cancel)))).SelectMany(releases => releases).ToList();
        var seen = $"seed {Seed}: {counted.Count} releases, {counted.Count(release => release.WentLive)} went live, {counted.Sum(release => release.Runs)} runs";
        Console.WriteLine(seen);
        counted.Where(release => release.Runs > 1).ShouldBeEmpty(seen);
        counted.Where(release => release.WentLive && release.Runs != 1).ShouldBeEmpty(seen);
        // Else nothing was tested.
        counted.Count(release => release.WentLive).ShouldBeGreaterThan(Apps, seen);
        counted.Count(release => !release.WentLive && release.Runs == 1).ShouldBeGreaterThan(0, seen);
    }

    [Fact]
    public async Task While_one_hangs_the_old_release_serves_and_cancelling_ends_it()
    {
        var app = await TestedApp.Create(World, [], Cancel);
        await app.BecomesLive(await app.DeployFiles(Counting("v1"), Cancel), Cancel);
        await using var load = SteadyLoad.Start(app.Load with { Rate = 50 });
        var hanging = await app.DeployFiles(Counting("v2", "RELEASE_SECONDS=900"), Cancel);
        await Eventually.Get(token => Counter.Read(app, token), releases => releases is [.., { Runs: 1, WentLive: false }], Patience, "the second release's command runs", Cancel);
        await Installation.KillServer(Cancel);
        Installation.StartServer();
        await Installation.BecomesReady(Cancel);

        (await app.Deployment(hanging.Id, Cancel)).IsTerminal.ShouldBeFalse();
        await Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/deployments/{hanging.Id}/cancel", null, Cancel);

        await app.Becomes("cancelled", hanging, Cancel);
        await Eventually.True(async token => await Containers.AreSettled(app, token) && await Containers.Of(app, token) == 2, Patience, "only web and worker are left", Cancel);
        (await load.Stop()).ShouldHaveNoFailure();
        (await app.Answer("/", Cancel)).Version.ShouldBe("v1");
        (await Counter.Read(app, Cancel)).Select(release => release.Runs).ShouldBe([1, 1]);
    }

    /// <summary>kill -9 of the server at any moment of a deployment, at times again before it is back.</summary>
    private async Task Harm(Random random)
    {
        for (var kills = random.Next(1, 4); kills > 0; kills--)
        {
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 3), Cancel);
            await Installation.KillServer(Cancel);
            Installation.StartServer();
            if (random.Next(2) == 0)
                await Installation.BecomesReady(Cancel);
        }
        await Installation.BecomesReady(Cancel);
    }

    /// <summary>Whatever was asked for has ended or serves.</summary>
    private Task AllRest(IReadOnlyList<CountingApp> apps) => Eventually.True(
        async token =>
        {
            foreach (var app in apps)
            {
                var deployments = await Installation.Admin.Get<DeploymentView[]>($"{app.App.Path}/deployments", token);
                if (!deployments.All(deployment => deployment.IsTerminal || deployment.IsServing))
                    return false;
            }
            return true;
        },
        Patience, "every deployment has ended or serves", Cancel);

    private SourceFiles Counting(string version, params string[] environment) => SourceFiles.Procfile(World.Image, version, [Counter.Setting, .. environment]);

    /// <summary>An installation whose apps reach a database of their own.</summary>
    public sealed class CountingWorld : IAsyncLifetime
    {
        public World World { get; private set; } = null!;

        public ReleaseCounter Counter { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            World = await World.StartOnOwnEngine("release-commands", CancellationToken.None);
            Counter = await ReleaseCounter.Start(World, CancellationToken.None);
        }

        public ValueTask DisposeAsync() => World.DisposeAsync();
    }
}
