using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Routes;

/// <summary>What routes are computed from, read in one statement each and in an order that is the same each time: apps with their hosts, and every instance that may answer.</summary>
public sealed record RouteSnapshot(IReadOnlyList<RoutedApp> Apps, ILookup<AppId, RoutedDomain> Domains, ILookup<AppId, RoutedInstance> Instances)
{
    /// <summary>Slugs of apps that were not read, but at whose hosts domains of apps that were would answer.</summary>
    public IReadOnlyCollection<string> OtherSlugs { get; init; } = [];

    /// <summary>Of every app.</summary>
    public static Task<RouteSnapshot> ReadAsync(NpgsqlConnection connection) => ReadAsync(connection, null, "");

    /// <summary>Apps whose routes may be others than before when these apps have changed: they, and those whose domain is the host of a slug that was taken or is free now.</summary>
    /// <param name="before">Hosts of these apps so far.</param>
    /// <param name="appDomain">The domain below which slugs are hosts.</param>
    public static async Task<IReadOnlyCollection<AppId>> AffectedAsync(NpgsqlConnection connection, IReadOnlyCollection<AppId> apps, string[] before, string appDomain) =>
        [.. apps.Concat(await connection.QueryAsync<AppId>(
            """
            select d.app_id from domains d where d.host = any(@before)
            union
            select d.app_id from apps a join domains d on d.host = a.slug || '.' || @appDomain where a.id = any(@apps)
            """,
            new { before, appDomain, apps = Ids(apps) })).Distinct()];

    /// <param name="only">Null: all.</param>
    public static async Task<RouteSnapshot> ReadAsync(NpgsqlConnection connection, IReadOnlyCollection<AppId>? only, string appDomain)
    {
        string Among(string column) => only is null ? "" : $"and {column} = any(@only)";
        await using var read = await connection.QueryMultipleAsync($"""
            select a.id, a.name, a.slug, a.desired,
                exists (select 1 from rollouts r where r.app_id = a.id and r.finished_at is null) as rolling_out,
                exists (select 1 from deployments d where d.app_id = a.id and d.finished_at is null) as deploying,
                exists (select 1 from deployments d where d.app_id = a.id) as deployed,
                exists (select 1 from instances i where i.app_id = a.id and i.process = 'web' and i.removed_at is null and i.held) as held
            from apps a where a.deleted_at is null {Among("a.id")} order by a.id;
            -- Whom nobody could answer by https is not sent there.
            select d.app_id, d.host, d.path_prefix, d.redirect_to_https and h.certificate = 'active' and h.not_after > now() as redirect_to_https,
                h.certificate = 'failed' as certificate_failed
            from domains d join domain_hosts h on h.host = d.host
            where true {Among("d.app_id")}
            order by d.host, d.path_prefix;
            select i.id, i.app_id, host(i.address) as address, i.port, i.unhealthy_at is null as healthy, s.weight
            from instances i join serving s on s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process
            where i.removed_at is null and i.kind = 'service' and i.process = 'web' and i.port is not null and i.healthy_at is not null
                and i.draining_since is null and not i.held and i.stop_sent_at is null and s.weight > 0 {Among("i.app_id")}
            -- By id at last: two rollouts that serve at once have the same ordinals, and of equals the database says another order each time.
            order by i.app_id, i.process, i.ordinal, i.id;
            {(only is null ? "" : OthersSql)}
            """, new { only = Ids(only ?? []), suffix = $".{appDomain}" });
        var apps = (await read.ReadAsync<RoutedApp>()).ToList();
        var domains = (await read.ReadAsync<RoutedDomain>()).ToLookup(domain => domain.AppId);
        var instances = (await read.ReadAsync<RoutedInstance>()).ToLookup(instance => instance.AppId);
        return new RouteSnapshot(apps, domains, instances) { OtherSlugs = only is null ? [] : [.. await read.ReadAsync<string>()] };
    }

    private const string OthersSql = """
        select a.slug from domains d join apps a on a.slug = left(d.host, -length(@suffix)) and a.deleted_at is null
        where d.app_id = any(@only) and right(d.host, length(@suffix)) = @suffix and a.id <> all(@only)
        """;

    private static Guid[] Ids(IEnumerable<AppId> apps) => [.. apps.Select(app => app.Value)];
}

public sealed record RoutedApp
{
    public AppId Id { get; init; }

    public required string Name { get; init; }

    public required string Slug { get; init; }

    public required string Desired { get; init; }

    public bool RollingOut { get; init; }

    public bool Deploying { get; init; }

    public bool Deployed { get; init; }

    /// <summary>An instance of it was stopped by hand.</summary>
    public bool Held { get; init; }
}

/// <summary>A host of its own that an app answers at, under a path.</summary>
public sealed record RoutedDomain
{
    public AppId AppId { get; init; }

    public required string Host { get; init; }

    public required string PathPrefix { get; init; }

    /// <summary>Wanted, and there is a certificate.</summary>
    public bool RedirectToHttps { get; init; }

    /// <summary>The last attempt to fetch one failed.</summary>
    public bool CertificateFailed { get; init; }
}

/// <summary>An instance of what serves, seen healthy at least once and not draining.</summary>
public sealed record RoutedInstance
{
    public InstanceId Id { get; init; }

    public AppId AppId { get; init; }

    public required string Address { get; init; }

    public int Port { get; init; }

    /// <summary>Healthy now, not only once.</summary>
    public bool Healthy { get; init; }

    public int Weight { get; init; }
}
