using Dapper;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>Forgets what builds printed, but for each app's newest builds and those that releases which are kept were made of.</summary>
public sealed class RetireLogs(Db db)
{
    internal const int KeptLogs = 50;

    /// <summary>In one round: a log may have 100,000 lines.</summary>
    private const int Most = 200;

    public async Task RunAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        foreach (var build in await connection.QueryAsync<Guid>(Old, new { KeptLogs, Most }))
            await db.InTransactionAsync(each => BuildStore.ForgetLogAsync(each, new BuildId(build)), ct);
    }

    private const string Old = """
        select b.id from (
            select b.id, b.status, a.deleted_at, row_number() over (partition by b.app_id order by b.id desc) as place
            from builds b join apps a on a.id = b.app_id where b.log_gone_at is null) b
        where (b.place > @KeptLogs or b.deleted_at < now() - interval '1 hour') and b.status not in ('queued', 'running')
            and not exists (select 1 from releases r where r.build_id = b.id and r.retired_at is null)
            and not exists (select 1 from deployments d where d.build_id = b.id and d.finished_at is null)
        order by b.id limit @Most
        """;
}
