using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Rollouts.Running;

/// <summary>What is asked of one service instance by hand: stop it, start it again, restart it, or put another in its place. The planner does it.</summary>
public sealed class HoldInstance(Db db)
{
    public enum Outcome
    {
        Done,

        /// <summary>Its rollout is under way and judges by it, or it belongs to no side that serves any more.</summary>
        NotNow,
    }

    /// <param name="grace">How long it may take to end after the stop signal; null: as its release says.</param>
    /// <param name="restarts">It is started again by itself.</param>
    public Task<Outcome> HoldAsync(AppId app, InstanceId instance, TimeSpan? grace, bool restarts, Func<NpgsqlConnection, Task> record, CancellationToken ct) => ChangeAsync(
        app, instance,
        "held = true, held_at = coalesce(held_at, now()), hold_restarts = @restarts, hold_grace_seconds = @grace",
        new { instance, restarts, grace = grace is { } span ? (int)span.TotalSeconds : (int?)null }, record, ct);

    /// <summary>What is released has its health yet to show; what the engine refused is tried again at once.</summary>
    public Task<Outcome> ReleaseAsync(AppId app, InstanceId instance, Func<NpgsqlConnection, Task> record, CancellationToken ct) => ChangeAsync(
        app, instance,
        """
        held = false, held_at = null, hold_restarts = false, hold_grace_seconds = null, error = null,
            healthy_at = case when held then null else healthy_at end, unhealthy_at = case when held then null else unhealthy_at end
        """,
        new { instance }, record, ct);

    /// <summary>Another is made in its place, and it drains and goes when that is healthy; before that, where two cannot be at once.</summary>
    public Task<Outcome> ReplaceAsync(AppId app, InstanceId instance, Func<NpgsqlConnection, Task> record, CancellationToken ct) => ChangeAsync(
        app, instance, "replace_asked_at = coalesce(replace_asked_at, now())", new { instance }, record, ct);

    private Task<Outcome> ChangeAsync(AppId app, InstanceId instance, string set, object parameters, Func<NpgsqlConnection, Task> record, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, app);
            var changed = await connection.ExecuteAsync(
                $"""
                update instances set {set}
                where id = @instance and kind = 'service' and removed_at is null and draining_since is null
                    and exists (select 1 from serving s where s.app_id = instances.app_id and s.rollout_id = instances.rollout_id and s.process = instances.process)
                    and not exists (select 1 from rollouts r where r.id = instances.rollout_id and r.finished_at is null)
                """,
                parameters);
            if (changed == 0)
                return Outcome.NotNow;
            await record(connection);
            await connection.NotifyAsync("routes", app.Value);
            await WorkQueue.NudgeAsync(connection, "apps", app.Value);
            return Outcome.Done;
        },
        ct);
}
