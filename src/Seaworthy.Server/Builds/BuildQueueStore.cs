using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Platform.Work;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>The builds as a durable queue: claimed with a lease, given back, ended.</summary>
internal sealed class BuildQueueStore(Db db, Boot boot)
{
    /// <summary>Longer than people take from one push to the next when they push in a row.</summary>
    private static readonly TimeSpan quiet = TimeSpan.FromSeconds(2);

    /// <summary>
    /// The next build, now running in our hands, or null. Of an app at most one runs; among apps the one comes first whose last
    /// build began the longest ago. One that took the place of another waits until its app has been quiet for <see cref="quiet"/>: ten
    /// pushes in a row then cost two builds, the first and the last.
    /// </summary>
    public async Task<ClaimedBuild?> ClaimAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<ClaimedBuild>("""
            update builds b
            set status = 'running', attempt = attempt + 1, lease_boot = @boot, process_group = null, started_at = now()
            from source_revisions r
            where r.id = b.revision_id and b.id = (
                select q.id from builds q
                where q.status = 'queued' and not q.awaits_upload and not exists (select 1 from builds running where running.app_id = q.app_id and running.status = 'running')
                    and (q.created_at <= now() - @quiet
                        or not exists (select 1 from builds before where before.app_id = q.app_id and before.cancel_requested_at > q.created_at - @quiet))
                order by (select max(before.started_at) from builds before where before.app_id = q.app_id) nulls first, q.created_at, q.id
                limit 1 for update of q skip locked)
            returning b.id, b.app_id, b.revision_id, r.kind, r.url, r.ref, r.base_path, r.submodules, r.lfs, r.revision, r.credentials, r.data_key_id,
                b.dockerfile_path, b.target, b.build_args, b.secrets, b.data_key_id as secrets_key_id, b.allow_local_image, b.attempt
            """, new { boot = boot.Id, quiet });
    }

    public async Task<bool> IsCancelRequestedAsync(BuildId build, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.ExecuteScalarAsync<bool>("select cancel_requested_at is not null from builds where id = @build", new { build });
    }

    public async Task RecordSessionAsync(BuildId build, ProcessSession session)
    {
        await using var connection = await db.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "update builds set process_group = @Id, process_group_started = @StartedAt where id = @build", new { build, session.Id, session.StartedAt });
    }

    public async Task RecordCommitAsync(RevisionId revision, GitCommit commit, CancellationToken ct) =>
        await RecordRevisionAsync(revision, commit.Id, commit.Message, commit.Author, ct);

    public async Task RecordRevisionAsync(RevisionId revision, string exactly, string message, string author, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("""
            update source_revisions set revision = @exactly, message = @message, author = @author, resolved_at = coalesce(resolved_at, now()) where id = @revision
            """, new { revision, exactly, message, author });
    }

    public async Task RecordPackAsync(BuildId build, string pack, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("update builds set pack = @pack where id = @build", new { build, pack });
    }

    public Task SucceedAsync(ClaimedBuild build, BuildResult result) => EndAsync(build, "succeeded", null, async connection =>
    {
        foreach (var image in result.Images)
        {
            await connection.ExecuteAsync("""
                insert into build_images (build_id, service, image_id, tag, digest, size_bytes) values (@Id, @Service, @ImageId, @Tag, @Digest, @SizeBytes)
                """, new { build.Id, image.Service, image.ImageId, image.Tag, image.Digest, image.SizeBytes });
        }
        foreach (var process in result.Processes)
        {
            await connection.ExecuteAsync(
                "insert into build_processes (build_id, name, kind, service, command) values (@Id, @Name, @Kind, @Service, @command)",
                new { build.Id, process.Name, process.Kind, process.Service, command = process.Command?.ToArray() });
        }
    });

    public Task FailAsync(ClaimedBuild build, BuildFailedException why) => EndAsync(build, "failed", why, _ => Task.CompletedTask);

    public Task CancelAsync(ClaimedBuild build) => EndAsync(build, "cancelled", new BuildFailedException("Cancelled."), _ => Task.CompletedTask);

    /// <summary>The server ends in good order: the build starts again with the next one, and this attempt does not count.</summary>
    public async Task GiveBackAsync(ClaimedBuild build)
    {
        await using var connection = await db.OpenAsync(CancellationToken.None);
        await connection.ExecuteAsync(
            "update builds set status = 'queued', attempt = attempt - 1, lease_boot = null where id = @Id and status = 'running' and lease_boot = @boot", new { build.Id, boot = boot.Id });
    }

    /// <summary>Builds that a server which is gone left running; under the boot lock no such server can come back.</summary>
    public async Task<IReadOnlyList<InterruptedBuild>> InterruptedAsync(CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<InterruptedBuild>("""
            select id, app_id, attempt, process_group, process_group_started, cancel_requested_at is not null as is_cancel_requested
            from builds where status = 'running' and lease_boot is distinct from @boot
            """, new { boot = boot.Id })];
    }

    /// <summary>Those of the builds that are this installation's.</summary>
    public async Task<IReadOnlyList<BuildId>> KnownAsync(IReadOnlyList<BuildId> builds, CancellationToken ct)
    {
        if (builds.Count == 0)
            return [];
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<BuildId>("select id from builds where id = any(@ids)", new { ids = builds.Select(build => build.Value).ToArray() })];
    }

    public async Task RequeueAsync(InterruptedBuild build, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        await connection.ExecuteAsync("update builds set status = 'queued', lease_boot = null, process_group = null where id = @Id and status = 'running'", new { build.Id });
    }

    public Task EndInterruptedAsync(InterruptedBuild build, string status, string error, CancellationToken ct) =>
        db.InTransactionAsync(connection => EndAsync(connection, build.Id, build.AppId, status, new BuildFailedException(error)), ct);

    private Task EndAsync(ClaimedBuild build, string status, BuildFailedException? why, Func<NpgsqlConnection, Task> results) =>
        db.InTransactionAsync(
            async connection =>
            {
                if (await EndAsync(connection, build.Id, build.AppId, status, why))
                    await results(connection);
            },
            CancellationToken.None);

    private static async Task<bool> EndAsync(NpgsqlConnection connection, BuildId build, AppId app, string status, BuildFailedException? why)
    {
        var ended = await connection.ExecuteAsync("""
            update builds set status = @status, error = @error, error_step = @step, error_line = @line, completed_at = now(), lease_boot = null, process_group = null,
                secrets = null, awaits_upload = false
            where id = @build and status = 'running'
            """, new { build, status, error = why?.Message, step = why?.Step, line = why?.Line });
        await WorkQueue.NudgeAsync(connection, "deployments", app.Value);
        await connection.NotifyAsync(BuildTopics.Status, build.Value);
        await connection.NotifyAsync(BuildTopics.Log, build.Value);
        await connection.NotifyAsync(BuildTopics.Queue);
        return ended == 1;
    }
}

/// <summary>A build whose server, database or engine went away.</summary>
internal sealed record InterruptedBuild
{
    public required BuildId Id { get; init; }

    public required AppId AppId { get; init; }

    public required int Attempt { get; init; }

    public int? ProcessGroup { get; init; }

    public long? ProcessGroupStarted { get; init; }

    public bool IsCancelRequested { get; init; }
}
