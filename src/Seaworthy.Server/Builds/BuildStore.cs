using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Builds;

/// <summary>Reads builds with their images, processes, steps and log.</summary>
public sealed class BuildStore(Db db)
{
    private const string Columns = """
        b.id, b.app_id, b.revision_id, b.status, b.pack, b.dockerfile_path, b.attempt, b.error, b.error_step, b.error_line, b.awaits_upload, b.image_gone_at, b.cancel_requested_at, b.created_at, b.started_at, b.completed_at,
        r.kind as source_kind, r.url as source_url, r.ref as source_ref, r.revision, r.message as revision_message, r.author as revision_author
        """;

    /// <summary>Null if there is no such build, whoever it belongs to: for the rooms, inside their transactions.</summary>
    public static async Task<Build?> FindAsync(NpgsqlConnection connection, BuildId build)
    {
        var found = await connection.QuerySingleOrDefaultAsync<Build>(
            $"select {Columns} from builds b join source_revisions r on r.id = b.revision_id where b.id = @build", new { build });
        return found is null ? null : (await WithResultsAsync(connection, [found]))[0];
    }

    /// <summary>Null also if it belongs to another organization.</summary>
    public async Task<Build?> FindAsync(OrganizationId organization, BuildId build, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<Build>($"""
            select {Columns} from builds b join source_revisions r on r.id = b.revision_id join apps a on a.id = b.app_id
            where b.id = @build and a.organization_id = @organization
            """, new { organization, build });
        return found is null ? null : (await WithResultsAsync(connection, [found]))[0];
    }

    /// <summary>An app's builds, the newest first.</summary>
    /// <param name="before">Only those that are older than this one.</param>
    public async Task<IReadOnlyList<Build>> ListAsync(AppId app, Guid? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var found = await connection.QueryAsync<Build>(
            $"select {Columns} from builds b join source_revisions r on r.id = b.revision_id where b.app_id = @app and (@before::uuid is null or b.id < @before) order by b.id desc limit @limit",
            new { app, before, limit });
        return await WithResultsAsync(connection, [.. found]);
    }

    public async Task<IReadOnlyList<BuildStep>> StepsAsync(BuildId build, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<BuildStep>("select number, name, cached, started_at, completed_at, error from build_steps where build_id = @build order by number", new { build })];
    }

    /// <summary>Up to <paramref name="limit"/> lines with numbers greater than <paramref name="after"/>.</summary>
    public async Task<IReadOnlyList<BuildLine>> LinesAsync(BuildId build, int after, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<BuildLine>(
            "select seq, at, step, stream, line from build_log where build_id = @build and seq > @after order by seq limit @limit", new { build, after, limit })];
    }

    /// <summary>Nothing needs its images any more: no release can be made of it from now on.</summary>
    public static Task MarkImageGoneAsync(NpgsqlConnection connection, BuildId build) =>
        connection.ExecuteAsync("update builds set image_gone_at = coalesce(image_gone_at, now()) where id = @build", new { build });

    /// <summary>Removes its lines; one that says so stands in their place.</summary>
    public static async Task ForgetLogAsync(NpgsqlConnection connection, BuildId build)
    {
        await connection.ExecuteAsync("delete from build_log where build_id = @build", new { build });
        await connection.ExecuteAsync(
            "insert into build_log (build_id, seq, at, stream, line) select id, 1, coalesce(completed_at, created_at), 'note', 'What this build printed is not kept any more.' from builds where id = @build",
            new { build });
        await connection.ExecuteAsync("update builds set log_gone_at = now() where id = @build", new { build });
    }

    private static async Task<IReadOnlyList<Build>> WithResultsAsync(NpgsqlConnection connection, IReadOnlyList<Build> builds)
    {
        var ids = builds.Select(build => build.Id.Value).ToArray();
        var images = (await connection.QueryAsync<ImageRow>("select build_id, service, image_id, tag, digest, size_bytes from build_images where build_id = any(@ids) order by service", new { ids }))
            .ToLookup(row => row.BuildId);
        var processes = (await connection.QueryAsync<ProcessRow>("select build_id, name, kind, service, command from build_processes where build_id = any(@ids) order by name", new { ids }))
            .ToLookup(row => row.BuildId);
        return [.. builds.Select(build => build with
        {
            Images = [.. images[build.Id].Select(row => new BuildImage { Service = row.Service, ImageId = row.ImageId, Tag = row.Tag, Digest = row.Digest, SizeBytes = row.SizeBytes })],
            Processes = [.. processes[build.Id].Select(row => new BuildProcess { Name = row.Name, Kind = row.Kind, Service = row.Service, Command = row.Command })],
        })];
    }

    private sealed record ImageRow
    {
        public BuildId BuildId { get; init; }

        public string Service { get; init; } = "";

        public string ImageId { get; init; } = "";

        public string Tag { get; init; } = "";

        public string? Digest { get; init; }

        public long SizeBytes { get; init; }
    }

    private sealed record ProcessRow
    {
        public BuildId BuildId { get; init; }

        public string Name { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Service { get; init; } = "";

        public string[]? Command { get; init; }
    }
}
