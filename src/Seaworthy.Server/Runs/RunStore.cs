using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Runs;

/// <summary>Reads and writes <c>runs</c> and <c>run_log</c>.</summary>
public sealed class RunStore(Db db)
{
    private const string Select = """
        select r.id, r.app_id, r.release_id, rel.number as release, r.process, r.command, r.tty, r.rows, r.columns, r.attached, r.detached_at,
            r.env_ciphertext, r.data_key_id, r.memory_bytes, r.timeout_seconds, r.actor, replace(r.status, '_', '') as status, r.exit_code, r.error,
            r.stop_requested_at, replace(r.stop_reason, '_', '') as stop_reason, r.stop_detail, r.created_at, r.started_at, r.finished_at,
            i.name as container_name, host(i.address) as address, i.start_sent_at, i.stop_sent_at, i.removed_at, a.deleted_at is not null as app_deleted
        from runs r join instances i on i.id = r.id join releases rel on rel.id = r.release_id join apps a on a.id = r.app_id
        """;

    public async Task<Run?> ReadAsync(RunId run, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Run>($"{Select} where r.id = @run", new { run });
    }

    /// <summary>Null also if it belongs to another organization.</summary>
    public async Task<Run?> FindAsync(OrganizationId organization, Guid run, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Run>($"{Select} where r.id = @run and a.organization_id = @organization and a.deleted_at is null", new { run, organization });
    }

    /// <summary>An app's runs, the newest first; those before <paramref name="before"/> where given.</summary>
    public async Task<IReadOnlyList<Run>> ListAsync(AppId app, Guid? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<Run>($"{Select} where r.app_id = @app and (@before::uuid is null or r.id < @before) order by r.id desc limit @limit", new { app, before, limit })];
    }

    public static Task<int> CountUnfinishedAsync(NpgsqlConnection connection, AppId app) =>
        connection.ExecuteScalarAsync<int>("select count(*) from runs where app_id = @app and finished_at is null", new { app });

    public static Task InsertAsync(NpgsqlConnection connection, Run run) => connection.ExecuteAsync(
        """
        insert into runs (id, app_id, release_id, process, command, tty, rows, columns, attached, detached_at, env_ciphertext, data_key_id, memory_bytes, timeout_seconds, actor)
        values (@Id, @AppId, @ReleaseId, @Process, @Command, @Tty, @Rows, @Columns, @Attached, case when @Attached then now() end, @EnvCiphertext, @DataKeyId, @MemoryBytes,
            @TimeoutSeconds, @Actor)
        """,
        run);

    /// <summary>False if it has ended, or is being stopped already.</summary>
    public static async Task<bool> RequestStopAsync(NpgsqlConnection connection, RunId run, RunStatus reason, string detail) => await connection.ExecuteAsync(
        "update runs set stop_requested_at = now(), stop_reason = @reason, stop_detail = @detail where id = @run and finished_at is null and stop_requested_at is null",
        new { run, reason = Word(reason), detail }) == 1;

    public async Task RequestStopAsync(RunId run, RunStatus reason, string detail, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await RequestStopAsync(connection, run, reason, detail);
    }

    /// <summary>Notes that the last client went away, or that one is there again.</summary>
    public Task DetachedAsync(RunId run, bool isDetached, CancellationToken ct) =>
        ExecuteAsync("update runs set detached_at = case when @isDetached then coalesce(detached_at, now()) end where id = @run", new { run, isDetached }, ct);

    public Task RunningAsync(RunId run, DateTimeOffset? startedAt, CancellationToken ct) => ExecuteAsync(
        "update runs set status = 'running', started_at = coalesce(@startedAt, now()) where id = @run and finished_at is null; select pg_notify('seaworthy', 'runs:' || @run::text)",
        new { run, startedAt }, ct);

    /// <summary>Ends it, once, with the end of its log.</summary>
    public Task FinishAsync(Run run, RunStatus status, int? exitCode, string? error, DateTimeOffset? startedAt, IReadOnlyList<RunLine> log, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var finished = await connection.ExecuteAsync(
                """
                update runs set status = @status, exit_code = @exitCode, error = @error, started_at = coalesce(started_at, @startedAt), finished_at = now()
                where id = @Id and finished_at is null
                """,
                new { run.Id, status = Word(status), exitCode, error, startedAt });
            if (finished == 0)
                return;
            await connection.ExecuteAsync(
                """
                insert into run_log (run_id, seq, at, stream, line)
                select @Id, line.seq, line.at, line.stream, line.text
                from unnest(@at, @stream, @text) with ordinality as line (at, stream, text, seq)
                """,
                new { run.Id, at = log.Select(line => line.At).ToArray(), stream = log.Select(line => line.Stream).ToArray(), text = log.Select(line => line.Text).ToArray() });
            await connection.NotifyAsync("runs", run.Id.Value);
        },
        ct);

    /// <summary>The last lines of what a finished run printed, in their order.</summary>
    public async Task<IReadOnlyList<RunLine>> LogAsync(RunId run, int tail, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var lines = await connection.QueryAsync<RunLine>("select at, stream, line as text from run_log where run_id = @run order by seq desc limit @tail", new { run, tail });
        return [.. lines.Reverse()];
    }

    /// <summary>Lets go of what nobody will read any more: old logs first, then the runs themselves.</summary>
    public Task PruneAsync(AppId app, CancellationToken ct) => ExecuteAsync(
        """
        delete from run_log where run_id in (select id from runs where app_id = @app and finished_at is not null order by id desc offset @KeptLogs);
        delete from runs where id in (select id from runs where app_id = @app and finished_at is not null order by id desc offset @KeptRuns);
        """,
        new { app, RunLimits.KeptLogs, RunLimits.KeptRuns }, ct);

    public static string Word(RunStatus status) => status == RunStatus.TimedOut ? "timed_out" : status.ToString().ToLowerInvariant();

    private async Task ExecuteAsync(string sql, object parameters, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, parameters, cancellationToken: ct));
    }
}

/// <summary>A line that a run printed.</summary>
public sealed record RunLine
{
    public DateTimeOffset At { get; init; }

    /// <summary>stdout, stderr or terminal.</summary>
    public required string Stream { get; init; }

    public required string Text { get; init; }
}
