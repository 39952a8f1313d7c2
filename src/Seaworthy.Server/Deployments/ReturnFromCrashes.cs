using Dapper;
using Npgsql;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Events;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Deployments;

/// <summary>
/// Where an app wants that: asks for the newest older release that has served well, in the place of one that crashes again and again.
/// Once for each release, and never from one that came so itself: that one is only reported. As it always goes to an older one, it never goes to and fro.
/// </summary>
internal static class ReturnFromCrashes
{
    private const string Trigger = "return";
    private const string Actor = "Seaworthy";

    /// <summary>In the caller's transaction, who has the app's lock and found no deployment under way: what people asked for goes before.</summary>
    /// <returns>True if a deployment was asked for.</returns>
    public static async Task<bool> RunAsync(NpgsqlConnection connection, AppId app)
    {
        if (await connection.QueryFirstOrDefaultAsync<Crashing>(FindCrashing, new { app }) is not { } crashing)
            return false;
        var why = $"{crashing.Process}.{crashing.Ordinal} crashed {crashing.CrashLoop}";
        var earlier = await WhatToDeploy.EarlierAsync(connection, app);
        var obstacle = earlier is null ? "no older release that has served well is still kept" : await ObstacleAsync(connection, earlier.Value);
        // Once, also where there is no way back: that would be told at every look.
        await ReleaseStore.MarkReturnedAsync(connection, crashing.ReleaseId);
        if (obstacle is not null)
        {
            await EventLog.AddAsync(connection, app, "step", $"no return from v{crashing.Release} — {why}, but {obstacle}");
            return false;
        }
        var number = await connection.ExecuteScalarAsync<int>("select number from releases where id = @earlier", new { earlier });
        await DeploymentStore.InsertAsync(connection, new NewDeployment(app, Trigger, Actor, Build: null, earlier, Replicas: null) { Cause = $"{why}: back to v{number}" });
        await EventLog.AddAsync(connection, app, "step", $"return from v{crashing.Release} to v{number} — {why}");
        await connection.NotifyAsync("routes", app.Value);
        return true;
    }

    /// <summary>Why it cannot run as it was frozen; null if it can.</summary>
    private static async Task<string?> ObstacleAsync(NpgsqlConnection connection, ReleaseId release) =>
        await VolumeStore.GoneAsync(connection, release) is { Count: > 0 } gone ? $"the release before it mounts the volume '{string.Join("', '", gone)}', which was removed for good" : null;

    private const string FindCrashing = $"""
        select i.process, i.ordinal, i.crash_loop, live.id as release_id, live.number as release
        from instances i
        join serving s on s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process
        join releases live on live.id = s.release_id
        left join deployments d on d.rollout_id = s.rollout_id
        where i.app_id = @app and i.kind = 'service' and i.crashing_at is not null and i.removed_at is null and i.draining_since is null and not i.held
            and s.weight > 0 and live.returned_at is null and d.trigger is distinct from '{Trigger}'
        order by i.crashing_at limit 1
        """;

    private sealed record Crashing
    {
        public required string Process { get; init; }

        public int Ordinal { get; init; }

        public required string CrashLoop { get; init; }

        public ReleaseId ReleaseId { get; init; }

        public int Release { get; init; }
    }
}
