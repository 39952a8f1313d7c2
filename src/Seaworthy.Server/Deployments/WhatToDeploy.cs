using Dapper;
using Npgsql;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>Finds what a request means: a build of this app by any of its names, a release by its number, what serves.</summary>
public sealed class WhatToDeploy(Db db)
{
    /// <summary>The build of this app that is meant by its id, its image's id, its tag or its digest in a registry; null if none is.</summary>
    public async Task<BuildId?> FindBuildAsync(AppId app, string image, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var build = Guid.TryParse(image, out var id) ? id : (Guid?)null;
        var found = await connection.ExecuteScalarAsync<Guid?>(
            """
            select b.id from builds b left join build_images i on i.build_id = b.id
            where b.app_id = @app and (b.id = @build or i.image_id = @image or i.tag = @image or (i.digest = @image and b.image_gone_at is null))
            order by b.created_at desc limit 1
            """,
            new { app, build, image });
        return found is { } value ? new BuildId(value) : null;
    }

    /// <summary>A release that can be rolled out again: by number, or the newest proven one before the one that serves.</summary>
    public async Task<ReleaseId?> FindReleaseAsync(AppId app, int? number, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        if (number is null)
            return await EarlierAsync(connection, app);
        var found = await connection.ExecuteScalarAsync<Guid?>("select id from releases where app_id = @app and number = @number and retired_at is null", new { app, number });
        return found is { } value ? new ReleaseId(value) : null;
    }

    /// <summary>The newest proven release before the one that serves; null if there is none.</summary>
    internal static async Task<ReleaseId?> EarlierAsync(NpgsqlConnection connection, AppId app)
    {
        var found = await connection.ExecuteScalarAsync<Guid?>(
            """
            select r.id from releases r
            where r.app_id = @app and r.retired_at is null and r.proven_at is not null
                and r.number < (select min(live.number) from serving s join releases live on live.id = s.release_id where s.app_id = @app)
            order by r.number desc limit 1
            """,
            new { app });
        return found is { } value ? new ReleaseId(value) : null;
    }

    /// <summary>Names of volumes that a release mounts and that were removed for good: it cannot run as it was frozen.</summary>
    public async Task<IReadOnlyList<string>> GoneVolumesAsync(ReleaseId release, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await VolumeStore.GoneAsync(connection, release);
    }

    /// <summary>Whether no more than one instance of <c>web</c> may run.</summary>
    public async Task<bool> IsAloneAsync(App app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return app.Strategy == "stop-first" || await VolumeStore.IsExclusiveAsync(connection, app.Id, ProcessName.Web);
    }

    /// <summary>The build that a release was made of.</summary>
    public async Task<BuildId?> BuildOfAsync(ReleaseId release, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.ExecuteScalarAsync<Guid?>("select build_id from releases where id = @release", new { release });
        return found is { } value ? new BuildId(value) : null;
    }

    /// <summary>The release that serves, or served when the app was stopped.</summary>
    public async Task<ReleaseId?> ServingAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.ExecuteScalarAsync<Guid?>("select release_id from serving where app_id = @app order by weight desc limit 1", new { app });
        return found is { } value ? new ReleaseId(value) : null;
    }

    /// <summary>The number of the app's deployment under way, if there is one.</summary>
    public async Task<int?> UnderWayAsync(AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<int?>("""
            select max(d.number) from deployments d left join rollouts r on r.id = d.rollout_id
            where d.app_id = @app and d.finished_at is null and r.live_at is null
            """, new { app });
    }
}
