using Dapper;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>
/// Marks releases that are not kept: all but each app's newest ones, never one that serves, runs, is being rolled out, or is what a
/// rollback without a number goes back to. The release's row stays, to be read.
/// </summary>
public sealed class RetireReleases(Db db, BuildOptions options)
{
    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(Unused, new { Kept = options.KeptReleases });
    }

    /// <summary>Beyond the newest ones, or of an app that was deleted an hour ago; counted among those that are kept.</summary>
    private const string Unused = """
        update releases set retired_at = now() where id in (
            select r.id from (
                select r.id, r.app_id, r.number, row_number() over (partition by r.app_id order by r.number desc) as place, a.deleted_at
                from releases r join apps a on a.id = r.app_id where r.retired_at is null) r
            where (r.place > @Kept or r.deleted_at < now() - interval '1 hour')
                and not exists (select 1 from serving s where s.release_id = r.id and r.deleted_at is null)
                and (r.deleted_at is not null or r.number is distinct from (
                    select max(back.number) from releases back
                    where back.app_id = r.app_id and back.retired_at is null and back.proven_at is not null
                        and back.number < (select min(live.number) from serving s join releases live on live.id = s.release_id where s.app_id = r.app_id)))
                and not exists (select 1 from instances i where i.release_id = r.id and i.removed_at is null)
                and not exists (select 1 from rollouts o where o.release_id = r.id and o.finished_at is null)
                and not exists (select 1 from deployments d where d.release_id = r.id and d.finished_at is null))
        """;
}
