using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Work;

namespace Seaworthy.Server.Deployments;

/// <summary>Records a deployment and takes its first step at once, so that one with a ready image starts without waiting for a worker.</summary>
public sealed class RequestDeployment(Db db, RequestBuild builds, AdvanceDeployments advance)
{
    /// <param name="Trigger">api, cli, dashboard, sample …</param>
    /// <param name="Actor">Who asked, for people.</param>
    public sealed record By(AppId App, string Trigger, string Actor);

    public Task<DeploymentId> RunAsync(By by, Deployable what, int? replicas, CancellationToken ct) => RecordAsync(
        by,
        async connection => new Change
        {
            Build = what switch
            {
                Deployable.Source source => await builds.RunAsync(connection, by.App, source.Spec, source.Overrides, ct),
                Deployable.Built built => built.Build,
                _ => throw new InvalidOperationException($"Nobody knows how to deploy {what}."),
            },
            Replicas = replicas,
        },
        ct);

    /// <summary>The same in a transaction of the caller's, who has the app's lock.</summary>
    internal Task<DeploymentId> FromBuildAsync(NpgsqlConnection connection, By by, BuildId build, int? replicas, CancellationToken ct) =>
        RecordAsync(connection, by, new Change { Build = build, Replicas = replicas }, ct);

    /// <summary>Makes an earlier release live again, exactly as it was.</summary>
    public Task<DeploymentId> RollbackAsync(By by, ReleaseId release, CancellationToken ct) =>
        RecordAsync(by with { Trigger = "rollback" }, _ => Task.FromResult(new Change { Release = release }), ct);

    /// <summary>The same in a transaction of the caller's, who has the app's lock.</summary>
    internal Task<DeploymentId> RollbackAsync(NpgsqlConnection connection, By by, ReleaseId release, CancellationToken ct) =>
        RecordAsync(connection, by with { Trigger = "rollback" }, new Change { Release = release }, ct);

    /// <summary>
    /// Starts new instances of what serves. From a standstill that is what served, or, where settings were changed since, a new release
    /// of the same images with them: who changed them expects no less.
    /// </summary>
    public Task<DeploymentId> RestartAsync(By by, ReleaseId release, bool fromStopped, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, by.App);
            if (fromStopped && await ChangedSinceStopAsync(connection, by.App, release) is { } build)
                return await RecordAsync(connection, by with { Trigger = "config" }, new Change { Build = build }, ct);
            return await RecordAsync(connection, by with { Trigger = fromStopped ? "start" : "restart" }, new Change { Release = release }, ct);
        },
        ct);

    /// <summary>The release's build, if the app's settings were changed after it was stopped.</summary>
    private static async Task<BuildId?> ChangedSinceStopAsync(NpgsqlConnection connection, AppId app, ReleaseId release)
    {
        var build = await connection.ExecuteScalarAsync<Guid?>(
            "select r.build_id from releases r join apps a on a.id = r.app_id where r.id = @release and a.id = @app and a.desired = 'stopped' and a.updated_at > a.desired_at",
            new { app, release });
        return build is { } id ? new BuildId(id) : null;
    }

    /// <summary>
    /// Brings changed settings live as a new release of the same images, in the transaction that changes them. Null where nothing serves
    /// yet, or where a deployment under way will freeze the settings anyway.
    /// </summary>
    public async Task<DeploymentId?> ForSettingsAsync(NpgsqlConnection connection, By by, CancellationToken ct)
    {
        var build = await connection.ExecuteScalarAsync<Guid?>(
            """
            select coalesce(
                (select coalesce(d.build_id, r.build_id) from deployments d left join releases r on r.id = d.release_id
                    where d.app_id = @App and d.finished_at is null order by d.number desc limit 1),
                (select r.build_id from serving s join releases r on r.id = s.release_id where s.app_id = @App order by s.weight desc limit 1))
            where not exists (select 1 from deployments where app_id = @App and finished_at is null and release_id is null)
                and exists (select 1 from apps where id = @App and desired = 'running')
            """,
            new { by.App });
        return build is { } id ? await RecordAsync(connection, by with { Trigger = "config" }, new Change { Build = new BuildId(id) }, ct) : null;
    }

    private Task<DeploymentId> RecordAsync(By by, Func<NpgsqlConnection, Task<Change>> prepare, CancellationToken ct) => db.InTransactionAsync(
        async connection =>
        {
            await AppStore.LockAsync(connection, by.App);
            return await RecordAsync(connection, by, await prepare(connection), ct);
        },
        ct);

    private async Task<DeploymentId> RecordAsync(NpgsqlConnection connection, By by, Change change, CancellationToken ct)
    {
        var deployment = await DeploymentStore.InsertAsync(connection, new NewDeployment(by.App, by.Trigger, by.Actor, change.Build, change.Release, change.Replicas));
        await advance.RunAsync(connection, by.App, ct);
        await connection.NotifyAsync("routes", by.App.Value);
        await WorkQueue.NudgeAsync(connection, "deployments", by.App.Value);
        return deployment;
    }

    private readonly record struct Change
    {
        public BuildId? Build { get; init; }

        public ReleaseId? Release { get; init; }

        public int? Replicas { get; init; }
    }
}
