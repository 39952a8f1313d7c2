using Dapper;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig;

/// <summary>Many apps that do the same at the same moment. Each answers with a version that no other app has, so that nobody's answer passes for another's.</summary>
public sealed class Crowd
{
    private readonly World world;
    private readonly HashSet<TestedApp> built;
    private Guid[] deployments = [];

    private Crowd(World world, IReadOnlyList<TestedApp> apps, HashSet<TestedApp> built)
    {
        this.world = world;
        Apps = apps;
        this.built = built;
    }

    public IReadOnlyList<TestedApp> Apps { get; }

    /// <param name="oneBuiltOf">Of so many apps one is built from a repository of its own.</param>
    public static async Task<Crowd> Create(World world, int count, int oneBuiltOf, CancellationToken cancel)
    {
        var apps = new List<TestedApp>();
        for (var number = 0; number < count; number++)
            apps.Add(await TestedApp.Create(world, [("memory_limit", 64 << 20)], cancel));
        return new Crowd(world, apps, [.. apps.Where((_, number) => number % oneBuiltOf == 0)]);
    }

    /// <summary>All ask at once: those with a repository by a commit, the others by their setting, which deploys their image again.</summary>
    public async Task Deploy(int version, CancellationToken cancel) =>
        deployments = await Task.WhenAll(Apps.Select(app => built.Contains(app) ? DeployCommit(app, version, cancel) : DeployImage(app, version, cancel)));

    private static async Task<Guid> DeployCommit(TestedApp app, int version, CancellationToken cancel) =>
        (await app.DeployDockerfile(VersionOf(app, version), cancel)).Id;

    private async Task<Guid> DeployImage(TestedApp app, int version, CancellationToken cancel)
    {
        var set = await world.Installation.Admin.Post<ChangedView>($"{app.Path}/env", new Dictionary<string, string> { ["VERSION"] = VersionOf(app, version) }, cancel);
        return set.DeploymentId ?? (await app.DeployImage(world.Image, cancel)).Id;
    }

    /// <summary>Waits until all of the last deployments serve.</summary>
    public async Task<Turns> BecomesLive(TimeSpan patience, CancellationToken cancel)
    {
        var turns = await Eventually.Get(ReadTurns, turns => turns.All(turn => turn.HasEnded), patience, "all of the crowd are live", cancel);
        turns.ShouldAllBe(turn => turn.LiveAt != null, string.Join('\n', turns));
        return new Turns(turns);
    }

    public async Task ShouldAnswer(int version, CancellationToken cancel)
    {
        foreach (var app in Apps)
            (await app.Answer("/", cancel)).Version.ShouldBe(VersionOf(app, version));
    }

    public Task Delete(CancellationToken cancel) => Task.WhenAll(Apps.Select(app => app.Delete(cancel)));

    /// <summary>What there still is on this machine of the installation's apps.</summary>
    public async Task<IReadOnlyList<string>> Leftovers(CancellationToken cancel)
    {
        await using var connection = world.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        var filter = $"label=seaworthy.installation={await world.Installation.ReadId(cancel)}";
        return
        [
            .. await world.Installation.Engine.DockerIds(["container", "ls", "--all", "--format", "container {{.Names}}", "--filter", filter], cancel),
            .. await world.Installation.Engine.DockerIds(["network", "ls", "--format", "network {{.Name}}", "--filter", filter], cancel),
            .. await world.Installation.FirewallRules(null, cancel),
            .. await connection.QueryAsync<string>("select 'subnet ' || subnet from networks"),
        ];
    }

    private static string VersionOf(TestedApp app, int version) => $"{app.Slug}-{version}";

    private async Task<List<Turn>> ReadTurns(CancellationToken cancel)
    {
        await using var connection = world.Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        var turns = (await connection.QueryAsync<Turn>(
            """
            select a.slug as "App", a.id = any(@built) as "IsBuilt", d.created_at as "AskedAt", b.started_at as "BuildAt", r.live_at as "LiveAt",
                r.live_at is not null or d.finished_at is not null as "HasEnded", coalesce(d.reason, r.reason, b.error) as "Reason"
            from deployments d join apps a on a.id = d.app_id left join rollouts r on r.id = d.rollout_id left join builds b on b.id = d.build_id
            where d.id = any(@deployments) order by d.created_at, d.id
            """,
            new { deployments, built = built.Select(app => app.Id).ToArray() })).AsList();
        return turns.Count == deployments.Length ? turns : throw new InvalidOperationException($"Of {deployments.Length} deployments {turns.Count} are known.");
    }

    private sealed record ChangedView(Guid? DeploymentId);
}
