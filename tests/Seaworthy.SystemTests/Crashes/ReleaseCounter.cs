using System.Net;
using Dapper;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Engines;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Crashes;

/// <summary>A PostgreSQL that is none of Seaworthy's, on another machine as it seems to containers, in which each run of a release command leaves a row.</summary>
public sealed class ReleaseCounter
{
    private const string Database = "counter";

    private readonly World world;
    private readonly PostgresCluster cluster;
    private readonly IPEndPoint address;

    private ReleaseCounter(World world, PostgresCluster cluster, IPEndPoint address)
    {
        this.world = world;
        this.cluster = cluster;
        this.address = address;
    }

    /// <summary>The test application's setting that makes its release command count.</summary>
    public string Setting => $"COUNTER_DATABASE={address}";

    /// <param name="world">On an engine of its own: from this machine's own, apps reach nothing here.</param>
    public static async Task<ReleaseCounter> Start(World world, CancellationToken cancel)
    {
        var address = new IPEndPoint(((OwnEngine)world.Installation.Engine).Outside, FreePort.Next());
        var cluster = await PostgresCluster.Create(Path.Combine(world.Installation.Scratch, Database), cancel, address);
        world.Installation.Own(cluster.ProcessId);
        await cluster.CreateDatabase(Database, cancel);
        await using var connection = cluster.Connection(Database);
        await connection.ExecuteAsync("create table runs (version text not null, container text not null, at timestamptz not null default clock_timestamp())");
        return new ReleaseCounter(world, cluster, address);
    }

    /// <summary>How often each release's command ran, and whether it ever served, by the number of the release.</summary>
    /// <exception cref="ShouldAssertException">A command ran in a container that belongs to no release.</exception>
    public async Task<IReadOnlyList<CountedRelease>> Read(TestedApp app, CancellationToken cancel)
    {
        await using var counter = cluster.Connection(Database);
        var runs = (await counter.QueryAsync<string>("select container from runs")).ToList();
        await using var platform = world.Installation.Database.Connection("seaworthy");
        await platform.OpenAsync(cancel);
        var known = (await platform.QueryAsync<(string Container, Guid Release)>(
            "select container_id, release_id from instances where kind = 'release' and container_id is not null")).ToDictionary(row => row.Container, row => row.Release);
        runs.Where(container => !known.ContainsKey(container)).ShouldBeEmpty("each run is one that the server knows of");
        var counts = runs.CountBy(container => known[container]).ToDictionary();
        return [.. (await platform.QueryAsync<(Guid Id, int Number, bool WentLive)>(
            """
            select r.id, r.number, exists (select 1 from rollouts o where o.release_id = r.id and o.live_at is not null)
            from releases r where r.app_id = @Id order by r.number
            """,
            new { app.Id })).Select(release => new CountedRelease($"{app.Slug} release {release.Number}", counts.GetValueOrDefault(release.Id), release.WentLive))];
    }
}

/// <param name="Runs">Of its release command.</param>
public sealed record CountedRelease(string Name, int Runs, bool WentLive);
