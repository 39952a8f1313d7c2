using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Builds;

/// <summary>
/// Ends builds whose archive never came, and lets go of archives that nobody will build any more: each app's newest is kept, so that its
/// deployment can be tried again.
/// </summary>
public sealed partial class ExpireUploads(Db db, Uploads uploads, TimeProvider time, ILogger<ExpireUploads> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>How long a build waits for its archive, and how long an archive may lie without a row: it may be on its way to one.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            try
            {
                await RunAsync(stoppingToken);
            }
            catch (Exception e) when (e is Npgsql.NpgsqlException or IOException)
            {
                CannotExpire(logger, e.Message);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(task => task is { IsCompletedSuccessfully: true, Result: true }, TaskScheduler.Default));
    }

    internal async Task RunAsync(CancellationToken ct)
    {
        var before = time.GetUtcNow() - Patience;
        await using var connection = await db.OpenAsync(ct);
        var expired = (await connection.QueryAsync<(Guid Build, Guid App)>("""
            update builds set status = 'failed', awaits_upload = false, completed_at = now(), error = 'No archive was uploaded within an hour. Request the build again.'
            where awaits_upload and status = 'queued' and created_at < @before returning id, app_id
            """, new { before })).ToList();
        foreach (var (build, app) in expired)
        {
            await WorkQueue.NudgeAsync(connection, "deployments", app);
            await connection.NotifyAsync(BuildTopics.Status, build);
        }

        var old = uploads.List().Where(upload => upload.At < before).Select(upload => upload.Id.Value).ToArray();
        var needed = (await connection.QueryAsync<Guid>("""
            select distinct r.id from source_revisions r join apps a on a.id = r.app_id
            where r.id = any(@old) and a.deleted_at is null and (
                exists (select 1 from builds b where b.revision_id = r.id and b.status in ('queued', 'running'))
                or not exists (select 1 from source_revisions newer where newer.app_id = r.app_id and newer.kind = 'upload' and newer.id > r.id))
            """, new { old })).ToHashSet();
        foreach (var id in old.Where(id => !needed.Contains(id)))
            uploads.Remove(new RevisionId(id));
    }

    [LoggerMessage(LogLevel.Warning, "Cannot clear uploads: {Reason}")]
    private static partial void CannotExpire(ILogger logger, string reason);
}
