using Dapper;
using Npgsql;
using Seaworthy.Machine.Removal;
using Seaworthy.SystemTests.Rig;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Torture;

/// <summary>Compares, while nothing is asked for, what the database says with what there is: nothing is unfinished, nothing is left over.</summary>
public sealed class Ledger(World world)
{
    private Installation Installation => world.Installation;

    /// <summary>Whatever does not agree; empty where all is well.</summary>
    public async Task<IReadOnlyList<string>> Faults(IReadOnlyList<Victim> victims, CancellationToken cancel)
    {
        await using var connection = Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        var faults = new List<string>();
        faults.AddRange(await connection.QueryAsync<string>(Unfinished));
        faults.AddRange(await connection.QueryAsync<string>(WithoutReason));
        faults.AddRange(await connection.QueryAsync<string>(WrongCounts));
        faults.AddRange(await connection.QueryAsync<string>(WrongServing));
        await CompareContainers(connection, faults, cancel);
        await CompareNetworks(connection, faults, cancel);
        await CompareImages(connection, faults, cancel);
        await LookForLeftovers(connection, faults, cancel);
        foreach (var victim in victims)
            await CompareAnswer(connection, victim, faults, cancel);
        return faults;
    }

    /// <summary>What ended otherwise than its version deserves. Only known once nothing is unfinished.</summary>
    public async Task<IReadOnlyList<EndedDeployment>> Deployments(Victim victim, CancellationToken cancel)
    {
        await using var connection = Installation.Database.Connection("seaworthy");
        await connection.OpenAsync(cancel);
        return (await connection.QueryAsync<EndedDeployment>(
            """
            select d.number as "Number", coalesce(d.ended, r.phase) as "Ended", coalesce(d.reason, r.reason, b.error) as "Reason", v.revision as "Commit", d.trigger as "Trigger"
            from deployments d left join rollouts r on r.id = d.rollout_id left join builds b on b.id = d.build_id left join source_revisions v on v.id = b.revision_id
            where d.app_id = @Id order by d.number
            """,
            new { victim.App.Id })).AsList();
    }

    private const string Unfinished = """
        select format('deployment %s of %s is unfinished', d.number, a.slug) from deployments d join apps a on a.id = d.app_id where d.finished_at is null
        union all
        select format('a rollout of %s is unfinished: %s', a.slug, r.phase) from rollouts r join apps a on a.id = r.app_id where r.finished_at is null
        union all
        select format('a build of %s is %s', a.slug, b.status) from builds b join apps a on a.id = b.app_id where b.status in ('queued', 'running')
        union all
        select format('work %s %s failed %s times: %s', kind, key, attempts, last_error) from work where attempts > 0
        union all
        select format('a request with key %s never got its answer', key) from idempotency_keys where status is null
        """;

    private const string WithoutReason = """
        select format('deployment %s of %s ended as %s without a reason', d.number, a.slug, d.ended)
        from deployments d join apps a on a.id = d.app_id left join rollouts r on r.id = d.rollout_id left join builds b on b.id = d.build_id
        where coalesce(d.ended, r.phase) = 'failed' and coalesce(d.reason, r.reason, b.error, '') = ''
        """;

    private const string WrongCounts = """
        select format('%s has %s instances of %s, not %s', a.slug, count(i.id), p.name, p.replicas)
        from apps a join app_processes p on p.app_id = a.id
            left join instances i on i.app_id = a.id and i.process = p.name and i.kind = 'service' and i.removed_at is null
        where a.deleted_at is null and a.desired = 'running' and exists (select 1 from serving s where s.app_id = a.id and s.process = p.name)
        group by a.slug, p.name, p.replicas having count(i.id) <> p.replicas
        """;

    /// <summary>The release that serves is the one of the newest deployment that succeeded, and no other.</summary>
    private const string WrongServing = """
        select format('%s serves %s releases, and its newest success is not the only one', a.slug, count(distinct s.release_id))
        from apps a join serving s on s.app_id = a.id
        where a.deleted_at is null
        group by a.id, a.slug
        having count(distinct s.release_id) <> 1 or min(s.release_id::text) is distinct from (
            select d.release_id::text from deployments d join rollouts r on r.id = d.rollout_id where d.app_id = a.id and d.ended is null and r.phase = 'succeeded'
            order by d.number desc limit 1)
        """;

    private Task CompareContainers(NpgsqlConnection connection, List<string> faults, CancellationToken cancel) => Compare(
        connection, "container", "select name from instances where removed_at is null and container_id is not null",
        ["container", "ls", "--all", "--format", "{{.Names}}"], faults, cancel);

    private Task CompareNetworks(NpgsqlConnection connection, List<string> faults, CancellationToken cancel) => Compare(
        connection, "network", "select 'sea-' || replace(app_id::text, '-', '') from networks",
        ["network", "ls", "--format", "{{.Name}}", "--filter", "label=seaworthy.app"], faults, cancel);

    /// <summary>Releases that can be rolled back to have their images; and what is there beside them is of a build that may yet become one.</summary>
    private async Task CompareImages(NpgsqlConnection connection, List<string> faults, CancellationToken cancel)
    {
        var needed = await connection.QueryAsync<string>(
            "select distinct p.image_tag from release_processes p join releases r on r.id = p.release_id where r.retired_at is null");
        var known = await connection.QueryAsync<string>("select i.tag from build_images i join builds b on b.id = i.build_id where b.image_gone_at is null");
        var present = await Installation.Engine.DockerIds(["image", "ls", "--format", "{{.Repository}}:{{.Tag}}", "--filter", "reference=seaworthy/*"], cancel);
        faults.AddRange(needed.Except(present).Select(name => $"image {name} is missing"));
        faults.AddRange(present.Except(known).Select(name => $"image {name} is an orphan"));
    }

    private async Task Compare(NpgsqlConnection connection, string what, string sql, string[] list, List<string> faults, CancellationToken cancel)
    {
        var known = (await connection.QueryAsync<string>(sql)).ToHashSet();
        var present = await Installation.Engine.DockerIds(list, cancel);
        faults.AddRange(present.Except(known).Select(name => $"{what} {name} is an orphan"));
        faults.AddRange(known.Except(present).Select(name => $"{what} {name} is missing"));
    }

    private async Task LookForLeftovers(NpgsqlConnection connection, List<string> faults, CancellationToken cancel)
    {
        var work = Path.Combine(Installation.Home, "work", "builds");
        if (Directory.Exists(work))
            faults.AddRange(Directory.EnumerateFileSystemEntries(work).Select(path => $"{path} was left behind"));
        faults.AddRange(BuildGroups.Of(await connection.QueryAsync<Guid>("select id from builds")).Select(path => $"{path} was left behind"));
        var bridges = (await connection.QueryAsync<string>("select bridge from networks")).ToHashSet();
        var rules = await Tool.Run(Installation.Engine.Inside[0], [.. Installation.Engine.Inside.Skip(1), "iptables", "-w", "10", "-S", "INPUT"], cancel);
        var guarded = rules.Split('\n').Select(rule => rule.Split(' ').SkipWhile(word => word != "-i").Skip(1).FirstOrDefault()).OfType<string>().Where(card => card.StartsWith("sea", StringComparison.Ordinal)).ToList();
        faults.AddRange(guarded.Where(pattern => !bridges.Any(bridge => FirewallTraces.Matches(pattern, bridge))).Select(pattern => $"firewall rules of {pattern} were left behind"));
        faults.AddRange(bridges.Where(bridge => !guarded.Exists(pattern => FirewallTraces.Matches(pattern, bridge))).Select(bridge => $"no firewall rule guards {bridge}"));
    }

    private static async Task CompareAnswer(NpgsqlConnection connection, Victim victim, List<string> faults, CancellationToken cancel)
    {
        var commit = await connection.QuerySingleOrDefaultAsync<string>(
            """
            select distinct v.revision from serving s join releases r on r.id = s.release_id join builds b on b.id = r.build_id join source_revisions v on v.id = b.revision_id
            where s.app_id = @Id
            """,
            new { victim.App.Id });
        if (commit is null)
        {
            faults.Add($"{victim.App.Slug} serves nothing");
            return;
        }
        if (!victim.IsGood(commit))
            faults.Add($"{victim.App.Slug} serves {victim.VersionOf(commit)}, which does not work");
        var answer = await victim.App.Answer("/", cancel);
        if (answer.Version != victim.VersionOf(commit))
            faults.Add($"{victim.App.Slug} answers with {answer.Status} {answer.Version}, and {victim.VersionOf(commit)} is said to serve");
    }
}

/// <param name="Ended">succeeded, failed, cancelled or superseded</param>
/// <param name="Commit">Null where nothing was built: a rollback, a restart.</param>
public sealed record EndedDeployment(int Number, string Ended, string? Reason, string? Commit, string Trigger);
