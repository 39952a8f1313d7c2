using System.Net;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Api;
using Seaworthy.SystemTests.Rig.Git;
using Seaworthy.SystemTests.Rig.Load;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Torture;

/// <summary>An app that is changed at random while visitors use it, and what its owner knows of each of its versions.</summary>
public sealed class Victim
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What good versions do when they are told to end, and how long they take to start.</summary>
    private static readonly string[] goodBehaviours =
        ["ON_SIGTERM=drain", "ON_SIGTERM=exit", "ON_SIGTERM=ignore", "ON_SIGTERM=refuse", "START_DELAY=3"];

    /// <summary>Versions that must never serve anybody.</summary>
    private static readonly string[] badBehaviours = ["CRASH_AT_START=1", "LISTEN=loopback", "UNHEALTHY_AFTER=0"];

    private readonly World world;
    private readonly GitRepository repository;
    private readonly Dictionary<string, (string Version, bool IsGood)> commits = [];
    private readonly Tally tally;
    private int versions;

    private Victim(World world, TestedApp app, GitRepository repository, Tally tally)
    {
        this.world = world;
        this.repository = repository;
        this.tally = tally;
        App = app;
    }

    public TestedApp App { get; }

    /// <summary>The commits whose version works, of all that were pushed.</summary>
    public bool IsGood(string commit) => commits[commit].IsGood;

    public string VersionOf(string commit) => commits[commit].Version;

    public static async Task<Victim> Create(World world, Tally tally, CancellationToken cancel)
    {
        var app = await TestedApp.Create(
            world, [("health_path", "/healthz"), ("drain_seconds", 12), ("stop_grace_seconds", 3), ("start_deadline_seconds", 40), ("memory_limit", 64 << 20)], cancel);
        var repository = await world.Repository(SourceFiles.Unknown, cancel);
        return new Victim(world, app, repository, tally);
    }

    /// <summary>Deploys a version that works, and waits until it has proven itself.</summary>
    public async Task FirstBecomesProven(CancellationToken cancel) =>
        await App.Becomes("succeeded", await Push("ON_SIGTERM=drain", isGood: true, cancel), cancel);

    /// <summary>Visitors of every kind; none of them may notice anything.</summary>
    public IReadOnlyList<(string Name, SteadyLoad Load)> Visit() =>
    [
        ("kept connections", SteadyLoad.Start(App.Load with { Rate = 20, Connections = 4 })),
        ("new connections", SteadyLoad.Start(App.Load with { Rate = 20, Connections = 4, KeepAlive = false })),
        ("slow requests", SteadyLoad.Start(App.Load with { Path = "/slow?s=10", Rate = 0.5, Connections = 6, Timeout = TimeSpan.FromSeconds(30) })),
    ];

    /// <summary>Asks for the change, again and again while nobody is there to hear it.</summary>
    public async Task Ask(Change change, Random random, CancellationToken cancel)
    {
        switch (change)
        {
            case Change.DeployGood:
                await Push(goodBehaviours[random.Next(goodBehaviours.Length)], isGood: true, cancel);
                break;
            case Change.DeployBad:
                await Push(badBehaviours[random.Next(badBehaviours.Length)], isGood: false, cancel);
                break;
            case Change.DeployTwice:
                await Push("ON_SIGTERM=drain", isGood: true, cancel);
                await Push("ON_SIGTERM=exit", isGood: true, cancel);
                break;
            case Change.PushTenTimes:
                for (var push = 0; push < 10; push++)
                    await Push("ON_SIGTERM=drain", isGood: true, cancel);
                break;
            case Change.DeployAndCancel:
                var deployment = await Push("START_DELAY=3", isGood: true, cancel);
                await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 8), cancel);
                await Insist(token => world.Installation.Admin.SendText(HttpMethod.Post, $"/api/v1/deployments/{deployment.Id}/cancel", null, token), cancel);
                break;
            case Change.RollBack:
                await Insist(async token =>
                {
                    var proven = (await world.Installation.Admin.Get<ProvenReleaseView[]>($"{App.Path}/releases", token)).Where(release => release is { ProvenAt: not null, CanRollBack: true }).ToList();
                    await App.Rollback(proven[random.Next(proven.Count)].Number, token);
                }, cancel);
                break;
            case Change.Scale:
                await Insist(token => App.Scale(random.Next(1, 4), token), cancel);
                break;
            case Change.Restart:
                await Insist(token => App.Order("restart", token), cancel);
                break;
            case Change.ChangeSettings:
                await Insist(token => world.Installation.Admin.SendText(HttpMethod.Put, $"{App.Path}/env/CHANGED", new { value = $"{random.Next()}" }, token), cancel);
                break;
            case Change.DeployAndDelete:
                await DeployAndDelete(random, cancel);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change), change, null);
        }
    }

    /// <summary>Another app, which is gone again after a while, whatever it is doing then.</summary>
    private async Task DeployAndDelete(Random random, CancellationToken cancel)
    {
        TestedApp? other = null;
        await Insist(async token => other = await TestedApp.Create(world, [], token), cancel);
        await Insist(token => other!.DeployGit(world.UrlOf(repository), GitRepository.Branch, token), cancel);
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 15), cancel);
        await Insist(token => other!.Delete(token), cancel);
    }

    private async Task<DeploymentView> Push(string behaviour, bool isGood, CancellationToken cancel)
    {
        var version = $"v{++versions}";
        var commit = await repository.Commit(SourceFiles.Dockerfile(world.Image, version, behaviour), cancel);
        commits[commit] = (version, isGood);
        DeploymentView? deployment = null;
        await Insist(async token => deployment = await App.DeployGit(world.UrlOf(repository), GitRepository.Branch, token), cancel);
        return deployment!;
    }

    /// <summary>Until there is an answer. A refusal is one: what was asked for cannot be had just now.</summary>
    private Task Insist(Func<CancellationToken, Task> ask, CancellationToken cancel) => Eventually.Passes(
        async token =>
        {
            try
            {
                await ask(token);
                tally.Count("answered");
            }
            catch (ApiException refusal) when (refusal.Status is HttpStatusCode.Conflict or HttpStatusCode.NotFound)
            {
                tally.Count("refused");
            }
        },
        Patience, "the server answers again", cancel);

    private sealed record ProvenReleaseView(int Number, DateTimeOffset? ProvenAt, bool CanRollBack);
}
