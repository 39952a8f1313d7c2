using Dapper;
using Seaworthy.Docker;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases;

/// <summary>
/// Keeps the newest releases of every app and lets go of the images of older ones: by their tags of ours only, and never of one that
/// serves, runs, or is being rolled out. The release's row stays, to be read.
/// </summary>
public sealed partial class RetireReleases(Db db, IDockerEngine docker, ILogger<RetireReleases> logger) : BackgroundService
{
    private const int Kept = 10;
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval);
        do
        {
            try
            {
                await RetireAsync(stoppingToken);
            }
            catch (Exception e) when (e is DockerException or Npgsql.NpgsqlException)
            {
                CannotRetire(logger, e.Message);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken).AsTask().ContinueWith(task => task.IsCompletedSuccessfully && task.Result, TaskScheduler.Default));
    }

    internal async Task RetireAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var unused = await connection.QueryAsync<Guid>(Unused, new { Kept });
        foreach (var release in unused)
        {
            // The mark comes first: a release that lost its image must never look as if it could be rolled back to.
            await connection.ExecuteAsync("update releases set retired_at = now() where id = @release and retired_at is null", new { release });
            foreach (var tag in await connection.QueryAsync<string>(UnusedTags, new { release }))
                await docker.Images.RemoveAsync(tag, force: false, ct);
        }
    }

    /// <summary>Beyond the newest ones, or of a deleted app; counted among those that are kept.</summary>
    private const string Unused = """
        select r.id from (
            select r.id, r.app_id, row_number() over (partition by r.app_id order by r.number desc) as place, a.deleted_at
            from releases r join apps a on a.id = r.app_id where r.retired_at is null) r
        where (r.place > @Kept or r.deleted_at < now() - interval '1 hour')
            and not exists (select 1 from serving s where s.release_id = r.id and r.deleted_at is null)
            and not exists (select 1 from instances i where i.release_id = r.id and i.removed_at is null)
            and not exists (select 1 from rollouts o where o.release_id = r.id and o.finished_at is null)
            and not exists (select 1 from deployments d where d.release_id = r.id and d.finished_at is null)
        """;

    /// <summary>Several releases may have been made of one build: its image goes with the last of them.</summary>
    private const string UnusedTags = """
        select distinct p.image_tag from release_processes p
        where p.release_id = @release and not exists (
            select 1 from release_processes other join releases kept on kept.id = other.release_id
            where other.image_tag = p.image_tag and kept.retired_at is null)
        """;

    [LoggerMessage(LogLevel.Warning, "Cannot let go of old releases: {Reason}")]
    private static partial void CannotRetire(ILogger logger, string reason);
}
