using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Releases;
using Seaworthy.Server.Rollouts.Planning;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>Writes <c>instances</c>: each method is one step's effect on the row, and may be repeated.</summary>
public sealed class InstanceStore(Db db, AppNetworks networks, Installation installation)
{
    /// <summary>Mints id, name and address, unless the place is taken already. The row stands before anything is created with them.</summary>
    public Task ReserveAsync(AppId app, ReserveInstance step, int? port, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var address = await networks.MintAddressAsync(connection, app);
            var id = Ids.New<InstanceId>();
            // A job's name comes from the release, so that a second one can never be made.
            var name = step.Kind == ProcessKind.Service ? $"sea-{id.Value:n}" : $"sea-{step.Process}-{step.Release.Value:n}";
            await connection.ExecuteAsync(
                """
                insert into instances (id, app_id, rollout_id, release_id, process, ordinal, kind, server_id, name, address, port)
                select @id, @app, @Rollout, @Release, @Process, @Ordinal, @kind, @server, @name, @address::inet, @port
                where @kind <> 'service' or not exists (
                    select from instances
                    where rollout_id = @Rollout and process = @Process and ordinal = @Ordinal and kind = 'service'
                        and removed_at is null and draining_since is null and replace_asked_at is null)
                on conflict (release_id, process) where kind in ('release', 'job') do nothing
                """,
                new
                {
                    id, app, step.Rollout, step.Release, step.Process, step.Ordinal, kind = step.Kind.ToString().ToLowerInvariant(),
                    server = installation.ServerId, name, address = address.ToString(), port,
                });
        },
        ct);

    public Task AdoptAsync(AdoptInstance step, CancellationToken ct) => UpdateAsync(
        step.Instance.Id, "rollout_id = @Rollout, ordinal = @Ordinal, draining_since = null", "stop_sent_at is null and removed_at is null", new { step.Rollout, step.Ordinal }, ct);

    /// <summary>A container about to be created has shown nothing yet. The start mark of a job stays: it may run only once.</summary>
    public Task CreatingAsync(InstanceId instance, CancellationToken ct) => UpdateAsync(
        instance,
        "container_id = null, healthy_at = null, unhealthy_at = null, start_sent_at = case when kind = 'service' then null else start_sent_at end, stop_sent_at = case when draining_since is not null then stop_sent_at end",
        "true", new { }, ct);

    public Task CreatedAsync(InstanceId instance, string containerId, CancellationToken ct) =>
        UpdateAsync(instance, "container_id = @containerId", "true", new { containerId }, ct);

    /// <returns>False where the engine's id of its container is not known: whoever had it made was gone before they could store it.</returns>
    public async Task<bool> StartSentAsync(InstanceId instance, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(new CommandDefinition(
            """
            update instances set start_sent_at = now(), stop_sent_at = case when draining_since is not null then stop_sent_at end
            where id = @instance returning container_id is not null
            """,
            new { instance }, cancellationToken: ct));
    }

    public Task RefusedAsync(InstanceId instance, string error, CancellationToken ct) =>
        UpdateAsync(instance, "error = @error, error_at = now(), refusals = refusals + 1", "true", new { error }, ct);

    public Task RetryAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, "error = null", "true", new { }, ct);

    /// <summary>Healthy for the first time is progress: the start deadline of its rollout counts from now. What flaps must not move it for ever.</summary>
    public Task HealthyAsync(InstanceFacts instance, int restarts, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await connection.ExecuteAsync("""
                update rollouts set progress_at = now()
                where id = @Rollout and finished_at is null and exists (select from instances where id = @Id and healthy_at is null)
                """, new { instance.Rollout, instance.Id });
            await connection.ExecuteAsync("""
                update instances set healthy_at = coalesce(healthy_at, now()), unhealthy_at = null, refusals = 0, restarts_seen = case when healthy_at is null then @restarts else restarts_seen end
                where id = @Id
                """, new { instance.Id, restarts });
        },
        ct);

    public Task UnhealthyAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, "unhealthy_at = now()", "unhealthy_at is null", new { }, ct);

    public Task CrashedAsync(RecordCrashes step, CancellationToken ct) => UpdateAsync(
        step.Instance.Id, "restarts_seen = @Restarts, crashes = @Crashes, crashes_since = @Since, last_crash_at = now()", "true", new { step.Restarts, step.Spell.Crashes, step.Spell.Since }, ct);

    /// <summary>Its app may want an older release back: the deployments are told with it, so that this cannot be lost.</summary>
    public Task CrashingAsync(AppId app, RecordCrashLoop step, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var isNew = await connection.ExecuteAsync(
                "update instances set crashing_at = now(), crash_loop = @Cause where id = @Id and crashing_at is null and draining_since is null", new { step.Cause, step.Instance.Id }) == 1;
            if (isNew)
                await WorkQueue.NudgeAsync(connection, "deployments", app.Value);
        },
        ct);

    public Task CalmAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, "crashing_at = null, crash_loop = null, crashes = 0, crashes_since = null", "true", new { }, ct);

    public Task UsePortAsync(InstanceId instance, int port, CancellationToken ct) =>
        UpdateAsync(instance, "port = @port", "true", new { port }, ct);

    public Task ExitedAsync(InstanceId instance, int exitCode, CancellationToken ct) =>
        UpdateAsync(instance, "exited_at = now(), exit_code = @exitCode", "exit_code is null", new { exitCode }, ct);

    /// <summary>True the first time.</summary>
    public async Task<bool> KeepLogsAsync(InstanceId instance, string tail, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>(
            "update instances set log_tail = @tail from instances before where instances.id = @instance and before.id = @instance returning before.log_tail is null",
            new { instance, tail });
    }

    public Task DrainAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, "draining_since = now()", "draining_since is null", new { }, ct);

    /// <summary>Only if the app is still wanted to run, or to be stopped, as it was when that was decided: a deployment may have started it in this moment.</summary>
    /// <returns>False if it is not: the next look decides anew.</returns>
    public Task<bool> DrainAsync(AppDesired decided, InstanceId instance, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            var isRunning = await connection.ExecuteScalarAsync<bool>("select desired = 'running' and deleted_at is null from apps where id = @App for share", new { decided.App });
            if (isRunning != decided.Running)
                return false;
            await connection.ExecuteAsync("update instances set draining_since = now() where id = @instance and draining_since is null", new { instance });
            return true;
        },
        ct);

    /// <summary>False if it was taken out of its drain, or released from its hold, meanwhile: then it must not be stopped.</summary>
    public async Task<bool> StopSentAsync(InstanceId instance, CancellationToken ct) =>
        await UpdateAsync(instance, "stop_sent_at = coalesce(stop_sent_at, now())", "(draining_since is not null or held)", new { }, ct) == 1;

    public Task ReleaseHoldAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, Release, "held and hold_restarts", new { }, ct);

    /// <summary>Its health is forgotten: it is routed again when it has shown that it works.</summary>
    private const string Release = "held = false, held_at = null, hold_restarts = false, hold_grace_seconds = null, healthy_at = null, unhealthy_at = null";

    public Task RemovedAsync(InstanceId instance, CancellationToken ct) =>
        UpdateAsync(instance, "removed_at = now()", "removed_at is null", new { }, ct);

    private async Task<int> UpdateAsync(InstanceId instance, string set, string where, object parameters, CancellationToken ct)
    {
        var all = new DynamicParameters(parameters);
        all.Add("instance", instance.Value);
        await using var connection = await db.OpenAsync(ct);
        return await connection.ExecuteAsync(new CommandDefinition($"update instances set {set} where id = @instance and {where}", all, cancellationToken: ct));
    }
}
