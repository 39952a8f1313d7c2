using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Reads and writes <c>deployments</c>.</summary>
public sealed class DeploymentStore(Db db)
{
    private const string Select = """
        select d.id, d.app_id, d.number, d.trigger, d.actor, d.build_id, d.release_id, rel.number as release, d.rollout_id, d.created_at,
            case
                when d.ended is not null then d.ended
                when r.finished_at is not null and d.finished_at is not null then r.phase
                -- Over, but the edge may still send visitors to the side that failed: not told before the way back is done.
                when r.finished_at is not null and r.switched_at is not null and r.phase <> 'succeeded' then 'switching'
                when r.live_at is not null then 'live'
                when r.switched_at is not null then 'switching'
                when r.id is not null and r.phase = 'queued' then 'queued'
                when r.id is not null and r.progress_at is null and r.kind = 'deploy'
                    and exists (select 1 from release_processes p where p.release_id = r.release_id and p.kind = 'release') then 'releasing'
                when r.id is not null then 'starting'
                when b.status = 'running' then 'building'
                else 'queued'
            end as status,
            nullif(concat_ws('; ', d.cause, coalesce(d.reason, r.reason)), '') as reason,
            coalesce(r.log_tail, case when b.status = 'failed' then
                (select string_agg(last.line, e'\n' order by last.seq)
                from (select l.seq, l.line from build_log l where l.build_id = b.id order by l.seq desc limit 100) last) end) as log_tail,
            case when rev.kind = 'upload' and rev.message <> '' then rev.message else rev.url end as source_url, rev.revision,
            (select newer.number from deployments newer where newer.id = d.superseded_by) as superseded_by,
            b.started_at as build_started_at, b.completed_at as build_completed_at,
            r.started_at as rollout_started_at, r.switched_at, r.live_at, d.finished_at
        from deployments d
        left join builds b on b.id = d.build_id
        left join source_revisions rev on rev.id = b.revision_id
        left join releases rel on rel.id = d.release_id
        left join rollouts r on r.id = d.rollout_id
        """;

    /// <summary>Null also if it belongs to another organization.</summary>
    public async Task<Deployment?> FindAsync(OrganizationId organization, DeploymentId deployment, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Deployment>(
            $"{Select} join apps a on a.id = d.app_id where d.id = @deployment and a.organization_id = @organization", new { deployment, organization });
    }

    /// <summary>An app's deployments, the newest first; those before <paramref name="before"/> where given.</summary>
    public async Task<IReadOnlyList<Deployment>> ListAsync(AppId app, int? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Deployment>(
            $"{Select} where d.app_id = @app and (@before::int is null or d.number < @before) order by d.number desc limit @limit", new { app, before, limit })];
    }

    /// <summary>Of all apps of an organization, the newest first.</summary>
    /// <param name="status">As the database writes it: failed.</param>
    /// <param name="before">Those that are older than this one.</param>
    public async Task<IReadOnlyList<Deployment>> ListAsync(OrganizationId organization, AppId? app, string? status, Guid? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Deployment>(
            $"""
            select * from (
                {Select} join apps a on a.id = d.app_id
                where a.organization_id = @organization and a.deleted_at is null and (@app::uuid is null or d.app_id = @app) and (@before::uuid is null or d.id < @before)
            ) listed where @status::text is null or status = @status order by id desc limit @limit
            """,
            new { organization, app = app?.Value, status, before, limit })];
    }

    /// <summary>The newest of each of these apps.</summary>
    public async Task<IReadOnlyList<Deployment>> LatestAsync(IReadOnlyList<AppId> apps, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Deployment>(
            $"{Select} where d.id in (select distinct on (app_id) id from deployments where app_id = any(@ids) order by app_id, number desc)",
            new { ids = apps.Select(app => app.Value).ToArray() })];
    }

    /// <summary>Those that have not ended, the oldest first.</summary>
    internal static async Task<IReadOnlyList<OpenDeployment>> OpenAsync(NpgsqlConnection connection, AppId app) =>
        [.. await connection.QueryAsync<OpenDeployment>("""
            select d.id, d.number, d.trigger, d.build_id, d.release_id, d.rollout_id, d.replicas, d.created_at,
                d.cancel_requested_at is not null as cancel_requested,
                r.switched_at is not null as switched, r.finished_at as rollout_finished_at
            from deployments d left join rollouts r on r.id = d.rollout_id
            where d.app_id = @app and d.finished_at is null order by d.number
            """, new { app })];

    public static async Task<DeploymentId> InsertAsync(NpgsqlConnection connection, NewDeployment deployment)
    {
        var id = Ids.New<DeploymentId>();
        await connection.ExecuteAsync("""
            with next as (update apps set last_deployment = last_deployment + 1 where id = @App returning last_deployment)
            insert into deployments (id, app_id, number, trigger, actor, build_id, release_id, replicas, cause)
            select @id, @App, last_deployment, @Trigger, @Actor, @Build, @Release, @Replicas, @Cause from next
            """, new { id, deployment.App, deployment.Trigger, deployment.Actor, deployment.Build, deployment.Release, deployment.Replicas, deployment.Cause });
        return id;
    }

    internal static Task SetReleaseAsync(NpgsqlConnection connection, DeploymentId deployment, ReleaseId release) =>
        connection.ExecuteAsync("update deployments set release_id = @release where id = @deployment", new { deployment, release });

    internal static Task SetRolloutAsync(NpgsqlConnection connection, DeploymentId deployment, RolloutId rollout) =>
        connection.ExecuteAsync("update deployments set rollout_id = @rollout where id = @deployment", new { deployment, rollout });

    /// <summary>Ends one that has no rollout to end it.</summary>
    internal static async Task EndAsync(NpgsqlConnection connection, DeploymentId deployment, string ended, string reason, DeploymentId? supersededBy = null)
    {
        var app = await connection.ExecuteScalarAsync<Guid?>(
            "update deployments set ended = @ended, reason = @reason, superseded_by = @supersededBy, finished_at = now() where id = @deployment and finished_at is null returning app_id",
            new { deployment, ended, reason, supersededBy });
        // The page of an app without instances says whether one is on its way.
        if (app is not null)
            await connection.NotifyAsync("routes", app);
    }

    /// <summary>Closes one whose rollout is over and whose routes are applied.</summary>
    internal static async Task CloseAsync(NpgsqlConnection connection, AppId app, DeploymentId deployment, DateTimeOffset at)
    {
        await connection.ExecuteAsync("update deployments set finished_at = @at where id = @deployment and finished_at is null", new { deployment, at });
        await connection.NotifyAsync("events", app.Value);
        await connection.NotifyAsync("routes", app.Value);
    }

    internal static Task MarkSupersededAsync(NpgsqlConnection connection, DeploymentId deployment, DeploymentId by) =>
        connection.ExecuteAsync("update deployments set superseded_by = @by where id = @deployment", new { deployment, by });

    internal static Task RequestCancelAsync(NpgsqlConnection connection, DeploymentId deployment) =>
        connection.ExecuteAsync("update deployments set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = @deployment", new { deployment });
}

/// <param name="Build">What it deploys, if that is to be made a release first.</param>
/// <param name="Release">What it deploys, if that exists.</param>
/// <param name="Replicas">How many instances of <c>web</c> are wanted from when it is rolled out; null: as before.</param>
public sealed record NewDeployment(AppId App, string Trigger, string Actor, BuildId? Build, ReleaseId? Release, int? Replicas)
{
    /// <summary>Why it is asked for, where no person did.</summary>
    public string? Cause { get; init; }
}

internal sealed record OpenDeployment
{
    public DeploymentId Id { get; init; }

    public int Number { get; init; }

    public required string Trigger { get; init; }

    public BuildId? BuildId { get; init; }

    public ReleaseId? ReleaseId { get; init; }

    public RolloutId? RolloutId { get; init; }

    public int? Replicas { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool CancelRequested { get; init; }

    public bool Switched { get; init; }

    public DateTimeOffset? RolloutFinishedAt { get; init; }
}
