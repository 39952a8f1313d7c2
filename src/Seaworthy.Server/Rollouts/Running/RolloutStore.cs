using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Reads what the planner needs of one app in one snapshot, and writes <c>rollouts</c> and <c>serving</c>.</summary>
public sealed class RolloutStore(Db db)
{
    /// <summary>Null if there is no such app.</summary>
    public async Task<AppDesired?> ReadAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await using var snapshot = await connection.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead, ct);
        return await ReadAsync(connection, app);
    }

    /// <summary>The same in a transaction of the caller's, which sees its own changes.</summary>
    public static async Task<AppDesired?> ReadAsync(NpgsqlConnection connection, AppId app)
    {
        // One trip to the database: a deployment waits for it several times.
        await using var read = await connection.QueryMultipleAsync(Everything, new { app });
        var desired = await read.ReadSingleOrDefaultAsync<string?>();
        var active = await read.ReadSingleOrDefaultAsync<RolloutRow>();
        var serving = await read.ReadAsync<ServingRow>();
        var instances = await read.ReadAsync<InstanceRow>();
        var jobs = await read.ReadAsync<JobRow>();
        var oneOffs = await read.ReadSingleAsync<int>();
        var hasSubnet = await read.ReadSingleAsync<bool>();
        var awaited = await read.ReadSingleOrDefaultAsync<Guid?>();
        var replicas = await read.ReadAsync<(string Name, int Replicas)>();
        var processes = await read.ReadAsync<ReleaseProcessRow>();
        if (desired is null)
            return null;
        return new AppDesired
        {
            App = app,
            Running = desired == "running",
            Replicas = replicas.ToDictionary(row => row.Name, row => row.Replicas),
            Active = active?.ToFacts(),
            Serving = [.. serving.Select(row => new ServingFacts(row.Process, row.RolloutId, row.ReleaseId))],
            Instances = [.. instances.Select(row => row.ToFacts())],
            Releases = ReleaseStore.ByRelease(processes),
            Jobs = [.. jobs.Select(job => new JobFacts(job.Process, job.Id, job.ExitCode))],
            OneOffs = oneOffs,
            HasSubnet = hasSubnet,
            Awaited = awaited is { } release ? new ReleaseId(release) : null,
        };
    }

    private const string Everything = $"""
        select case when deleted_at is null then desired else 'deleted' end from apps where id = @app;
        select id, release_id, kind, started_at, progress_at, switched_at, replaced_rollout_id, live_at,
            cancel_requested_at is not null as cancel_requested, superseded_at is not null as superseded, trouble, trouble_at
        from rollouts where app_id = @app and finished_at is null;
        select process, rollout_id, release_id from serving where app_id = @app and weight > 0;
        select {InstanceRow.Columns} from instances where app_id = @app and removed_at is null and kind in ('service', 'release', 'job') order by created_at, id;
        select process, id, exit_code from instances
        where release_id = (select release_id from rollouts where app_id = @app and finished_at is null) and kind in ('release', 'job');
        select count(*)::int from instances where app_id = @app and removed_at is null and kind = 'oneoff';
        select exists (select 1 from networks where app_id = @app);
        select release_id from deployments where app_id = @app and finished_at is null and rollout_id is null and release_id is not null order by number desc limit 1;
        select name, replicas from app_processes where app_id = @app;
        select * from release_processes
        where release_id in (
            select release_id from instances where app_id = @app and removed_at is null and kind in ('service', 'release', 'job')
            union select release_id from serving where app_id = @app and weight > 0
            union select release_id from rollouts where app_id = @app and finished_at is null)
        order by release_id, name;
        """;

    /// <summary>What serves of an app, or served when it was stopped.</summary>
    public static async Task<IReadOnlyList<ServingFacts>> ServingAsync(NpgsqlConnection connection, AppId app)
    {
        var rows = await connection.QueryAsync<ServingRow>("select process, rollout_id, release_id from serving where app_id = @app and weight > 0 order by process", new { app });
        return [.. rows.Select(row => new ServingFacts(row.Process, row.RolloutId, row.ReleaseId))];
    }

    /// <exception cref="PostgresException">23505: the app has an unfinished rollout.</exception>
    public static Task InsertAsync(NpgsqlConnection connection, RolloutId rollout, AppId app, ReleaseId release, RolloutKind kind) => connection.ExecuteAsync(
        "insert into rollouts (id, app_id, release_id, kind) values (@rollout, @app, @release, @kind)",
        new { rollout, app, release, kind = kind.ToString().ToLowerInvariant() });

    /// <summary>Tells the app's unfinished rollout that a newer deployment waits for it. True if there is one.</summary>
    public static async Task<bool> SupersedeAsync(NpgsqlConnection connection, AppId app) =>
        await connection.ExecuteAsync("update rollouts set superseded_at = coalesce(superseded_at, now()) where app_id = @app and finished_at is null", new { app }) > 0;

    /// <summary>False if it is over, or live and past its soak.</summary>
    public static async Task<bool> RequestCancelAsync(NpgsqlConnection connection, RolloutId rollout) =>
        await connection.ExecuteAsync("update rollouts set cancel_requested_at = coalesce(cancel_requested_at, now()) where id = @rollout and finished_at is null", new { rollout }) == 1;

    /// <summary>Visitors of an app of which nothing serves are told that it starts.</summary>
    public Task BeginAsync(RolloutId rollout, CancellationToken ct) =>
        ExecuteAsync(
            $"""
            update rollouts set started_at = now() where id = @rollout and started_at is null and finished_at is null;
            select pg_notify('{Signals.Channel}', 'routes');
            """,
            new { rollout }, ct);

    public Task StartClockAsync(RolloutId rollout, CancellationToken ct) =>
        ExecuteAsync("update rollouts set progress_at = now() where id = @rollout and progress_at is null and finished_at is null", new { rollout }, ct);

    public Task RecordLiveAsync(RolloutId rollout, CancellationToken ct) =>
        ExecuteAsync("update rollouts set live_at = now() where id = @rollout and live_at is null and finished_at is null", new { rollout }, ct);

    /// <summary>Says what keeps it from going on, or that nothing does any more.</summary>
    public Task TroubleAsync(RolloutId rollout, string? trouble, CancellationToken ct) => ExecuteAsync(
        "update rollouts set trouble = @trouble, trouble_at = case when @trouble::text is null then null else coalesce(trouble_at, now()) end where id = @rollout and finished_at is null",
        new { rollout, trouble }, ct);

    public Task ShowPhaseAsync(RolloutId rollout, RolloutPhase phase, CancellationToken ct) =>
        ExecuteAsync("update rollouts set phase = @phase where id = @rollout and finished_at is null and phase <> @phase", new { rollout, phase = phase.ToString().ToLowerInvariant() }, ct);

    /// <summary>The new side serves from here on, and the old one drains: one transaction. Nothing happens if it was cancelled meanwhile.</summary>
    public Task SwitchAsync(AppId app, RolloutId rollout, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var switched = await connection.ExecuteAsync("""
                update rollouts set switched_at = now(),
                    replaced_rollout_id = (select rollout_id from serving where app_id = @app order by weight desc, rollout_id desc limit 1)
                where id = @rollout and finished_at is null and switched_at is null and cancel_requested_at is null and superseded_at is null
                """, new { app, rollout });
            if (switched == 0)
                return;
            await ServeAsync(connection, app, rollout);
            await connection.ExecuteAsync("""
                update instances set draining_since = now()
                where app_id = @app and rollout_id <> @rollout and kind = 'service' and removed_at is null and draining_since is null
                """, new { app, rollout });
        },
        ct);

    /// <summary>Ends a rollout, once. Routing back makes the replaced generation serve again and takes its instances out of their drain.</summary>
    public Task FinishAsync(AppId app, FinishRollout step, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var row = await connection.QuerySingleOrDefaultAsync<FinishedRow>("""
                update rollouts set finished_at = now(), phase = @outcome, reason = @Cause,
                    log_tail = (select log_tail from instances where id = @evidence)
                where id = @Rollout and finished_at is null
                returning release_id, replaced_rollout_id
                """, new { step.Rollout, step.Cause, outcome = step.Outcome.ToString().ToLowerInvariant(), evidence = step.Evidence?.Value });
            if (row is null)
                return;
            if (step.Outcome == Outcome.Succeeded)
                await ReleaseStore.MarkProvenAsync(connection, row.ReleaseId);
            if (step.RouteBack)
                await RouteBackAsync(connection, app, row.ReplacedRolloutId);
        },
        ct);

    private static async Task RouteBackAsync(NpgsqlConnection connection, AppId app, RolloutId? replaced)
    {
        await ServeAsync(connection, app, replaced);
        await connection.ExecuteAsync(
            "update instances set draining_since = null where app_id = @app and rollout_id = @replaced and kind = 'service' and removed_at is null and stop_sent_at is null", new { app, replaced });
    }

    private static Task ServeAsync(NpgsqlConnection connection, AppId app, RolloutId? rollout) => connection.ExecuteAsync("""
        delete from serving where app_id = @app;
        insert into serving (app_id, process, rollout_id, release_id)
        select r.app_id, p.name, r.id, r.release_id from rollouts r join release_processes p on p.release_id = r.release_id
        where r.id = @rollout and p.kind = 'service';
        """, new { app, rollout });

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }

    private sealed record RolloutRow
    {
        public RolloutId Id { get; init; }

        public ReleaseId ReleaseId { get; init; }

        public required string Kind { get; init; }

        public DateTimeOffset? StartedAt { get; init; }

        public DateTimeOffset? ProgressAt { get; init; }

        public DateTimeOffset? SwitchedAt { get; init; }

        public RolloutId? ReplacedRolloutId { get; init; }

        public DateTimeOffset? LiveAt { get; init; }

        public bool CancelRequested { get; init; }

        public bool Superseded { get; init; }

        public string? Trouble { get; init; }

        public DateTimeOffset? TroubleAt { get; init; }

        public RolloutFacts ToFacts() => new()
        {
            Id = Id,
            Release = ReleaseId,
            Kind = Enum.Parse<RolloutKind>(Kind, ignoreCase: true),
            StartedAt = StartedAt,
            ProgressAt = ProgressAt,
            SwitchedAt = SwitchedAt,
            Replaced = ReplacedRolloutId,
            LiveAt = LiveAt,
            CancelRequested = CancelRequested,
            Superseded = Superseded,
            Trouble = Trouble,
            TroubleSince = TroubleAt,
        };
    }

    private sealed record ServingRow
    {
        public required string Process { get; init; }

        public RolloutId RolloutId { get; init; }

        public ReleaseId ReleaseId { get; init; }
    }

    private sealed record JobRow
    {
        public required string Process { get; init; }

        public InstanceId Id { get; init; }

        public int? ExitCode { get; init; }
    }

    private sealed record FinishedRow
    {
        public ReleaseId ReleaseId { get; init; }

        public RolloutId? ReplacedRolloutId { get; init; }
    }
}
