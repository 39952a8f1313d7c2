using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Apps.Volumes;

/// <summary>Reads and writes <c>volumes</c> and <c>volume_mounts</c>, in the caller's transaction.</summary>
public static class VolumeStore
{
    /// <summary>What is mounted where: a volume that several processes share comes once for each.</summary>
    public static async Task<IReadOnlyList<Volume>> ListAsync(NpgsqlConnection connection, AppId app) =>
        [.. await connection.QueryAsync<Volume>("""
            select v.id, v.name, v.shared, v.created_at, m.process, m.path, m.read_only
            from volumes v join volume_mounts m on m.volume_id = v.id
            where v.app_id = @app and v.deleted_at is null and v.removed_at is null order by v.name, m.process
            """, new { app })];

    /// <summary>Mounts it, as a new volume or as one of this name that is there or was deleted a short while ago.</summary>
    public static async Task<VolumeId> MountAsync(NpgsqlConnection connection, AppId app, NewMount mount)
    {
        var id = await connection.ExecuteScalarAsync<Guid>(
            """
            insert into volumes (id, app_id, name, shared) values (@id, @app, @Name, @Shared)
            on conflict (app_id, name) where removed_at is null do update set shared = excluded.shared, deleted_at = null, remove_after = null
            returning id
            """,
            new { id = Ids.New<VolumeId>(), app, mount.Name, mount.Shared });
        await connection.ExecuteAsync(
            "insert into volume_mounts (volume_id, process, path, read_only) values (@id, @Process, @Path, @ReadOnly)", new { id, mount.Process, mount.Path, mount.ReadOnly });
        return new VolumeId(id);
    }

    /// <summary>Whether the process has a volume that one instance alone may have.</summary>
    public static Task<bool> IsExclusiveAsync(NpgsqlConnection connection, AppId app, string process) => connection.ExecuteScalarAsync<bool>(
        """
        select exists (select 1 from volumes v join volume_mounts m on m.volume_id = v.id
            where v.app_id = @app and m.process = @process and not v.shared and v.deleted_at is null)
        """,
        new { app, process });

    /// <summary>Unmounts it from one process or from all. With its last mount it is deleted, and its content is kept for a while.</summary>
    /// <returns>False if nothing of that name is mounted there.</returns>
    public static async Task<bool> UnmountAsync(NpgsqlConnection connection, AppId app, string name, string? process)
    {
        var unmounted = await connection.ExecuteAsync(
            """
            delete from volume_mounts m using volumes v
            where v.id = m.volume_id and v.app_id = @app and v.name = @name and v.deleted_at is null and (@process::text is null or m.process = @process)
            """,
            new { app, name, process });
        await connection.ExecuteAsync(
            """
            update volumes set deleted_at = now(), remove_after = now() + @Kept
            where app_id = @app and name = @name and deleted_at is null and not exists (select 1 from volume_mounts m where m.volume_id = volumes.id)
            """,
            new { app, name, Volume.Kept });
        return unmounted > 0;
    }

    /// <summary>The app is deleted: its volumes are kept for a while, for whoever changes their mind.</summary>
    public static Task KeepForAWhileAsync(NpgsqlConnection connection, AppId app) => connection.ExecuteAsync(
        "update volumes set remove_after = coalesce(remove_after, now() + @Kept) where app_id = @app and removed_at is null", new { app, Volume.Kept });

    /// <summary>Names of volumes that a release mounts and whose content is gone: it cannot run as it was frozen.</summary>
    public static async Task<IReadOnlyList<string>> GoneAsync(NpgsqlConnection connection, ReleaseId release) =>
        [.. await connection.QueryAsync<string>("""
            select distinct v.name from volumes v
            where v.removed_at is not null and v.app_id = (select app_id from releases where id = @release)
                and exists (select 1 from release_processes p cross join jsonb_array_elements(p.mounts) mount
                    where p.release_id = @release and mount ->> 'Volume' = 'sea-volume-' || replace(v.id::text, '-', ''))
            order by v.name
            """, new { release })];

    /// <summary>
    /// Marks those whose time has come as removed, before the engine's are: what is marked is never mounted again. One that anything
    /// still uses waits.
    /// </summary>
    internal static Task MarkRemovedAsync(NpgsqlConnection connection) => connection.ExecuteAsync("""
        update volumes v set removed_at = now()
        where v.removed_at is null and v.remove_after < now()
            and not exists (
                select 1 from release_processes p cross join jsonb_array_elements(p.mounts) mount
                where mount ->> 'Volume' = 'sea-volume-' || replace(v.id::text, '-', '')
                    and (exists (select 1 from instances i where i.release_id = p.release_id and i.removed_at is null)
                        or exists (select 1 from rollouts r where r.release_id = p.release_id and r.finished_at is null)
                        or exists (select 1 from serving s join apps a on a.id = s.app_id where s.release_id = p.release_id and a.deleted_at is null)
                        or exists (select 1 from deployments d where d.release_id = p.release_id and d.finished_at is null)))
        """);

    /// <summary>Which of these engine's names belong to volumes that are marked as removed.</summary>
    internal static async Task<IReadOnlySet<string>> RemovedAsync(NpgsqlConnection connection, IReadOnlyList<string> engineNames) =>
        (await connection.QueryAsync<string>(
            """
            select name from (select 'sea-volume-' || replace(id::text, '-', '') as name from volumes where removed_at is not null) removed
            where name = any(@engineNames)
            """,
            new { engineNames })).ToHashSet();
}

/// <summary>A volume to be mounted at a path of a process.</summary>
public sealed record NewMount(string Name, bool Shared, string Process, string Path, bool ReadOnly);
