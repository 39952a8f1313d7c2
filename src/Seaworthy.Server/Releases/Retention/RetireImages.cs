using Dapper;
using Npgsql;
using Seaworthy.Docker;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Releases.Retention;

/// <summary>
/// Removes the names that builds gave to their images, when nothing needs them: of releases that are not kept, and of builds that never
/// became one (failed, cancelled, superseded) beyond each app's newest. It goes by what the engine has, so that a name which was left
/// by a crash or was in use the last time goes too; and it looks at no name but those of builds that stand in our database.
/// </summary>
public sealed class RetireImages(Db db, IDockerEngine docker, BuildOptions options)
{
    public async Task RunAsync(CancellationToken ct)
    {
        var images = await docker.Images.ListAsync(new ImageQuery { References = [$"{BuildImage.Namespace}/*"] }, ct);
        var there = images.SelectMany(image => image.Tags).Select(BuildImage.BuildOf).OfType<(AppId App, BuildId Build)>().Distinct().ToList();
        await using var connection = await db.OpenAsync(ct);
        foreach (var (app, build) in await UnneededAsync(connection, there))
        {
            if (await db.InTransactionAsync(locked => MarkAsync(locked, app, build), ct))
                await docker.Images.RemoveAsync(BuildImage.TagOf(app, build), force: false, ct);
        }
    }

    private async Task<IReadOnlyList<(AppId App, BuildId Build)>> UnneededAsync(NpgsqlConnection connection, IReadOnlyList<(AppId App, BuildId Build)> builds)
    {
        var unneeded = await connection.QueryAsync<(Guid App, Guid Build)>(Unneeded, new { ids = builds.Select(pair => pair.Build.Value).ToArray(), Kept = options.KeptReleases });
        // A name of ours says both ids: where they do not belong together, somebody else gave it.
        return [.. unneeded.Select(pair => (new AppId(pair.App), new BuildId(pair.Build))).Intersect(builds)];
    }

    /// <summary>
    /// Looks again under the app's lock, under which releases are made: from the mark on, none can be made of this build.
    /// </summary>
    private async Task<bool> MarkAsync(NpgsqlConnection connection, AppId app, BuildId build)
    {
        await AppStore.LockAsync(connection, app);
        if ((await UnneededAsync(connection, [(app, build)])).Count == 0)
            return false;
        await BuildStore.MarkImageGoneAsync(connection, build);
        return true;
    }

    private const string Unneeded = """
        select b.app_id, b.id from builds b join apps a on a.id = b.app_id
        where b.id = any(@ids) and b.status not in ('queued', 'running')
            and not exists (select 1 from deployments d where d.build_id = b.id and d.finished_at is null)
            and not exists (
                select 1 from releases r where r.build_id = b.id and (
                    r.retired_at is null
                    or exists (select 1 from instances i where i.release_id = r.id and i.removed_at is null)
                    or exists (select 1 from rollouts o where o.release_id = r.id and o.finished_at is null)
                    or exists (select 1 from deployments d where d.release_id = r.id and d.finished_at is null)
                    or (a.deleted_at is null and exists (select 1 from serving s where s.release_id = r.id))))
            and (b.status <> 'succeeded' or a.deleted_at < now() - interval '1 hour'
                or b.id not in (select newest.id from builds newest where newest.app_id = b.app_id and newest.status = 'succeeded' order by newest.id desc limit @Kept))
        """;
}
