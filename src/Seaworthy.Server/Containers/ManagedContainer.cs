using Dapper;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Containers;

/// <summary>A container of ours, as the database knows it: an instance whose container was not removed yet.</summary>
public sealed record ManagedContainer
{
    public required InstanceId Id { get; init; }

    public required AppId AppId { get; init; }

    public required string AppSlug { get; init; }

    public required RolloutId RolloutId { get; init; }

    /// <summary>service, job, release or oneoff.</summary>
    public required string Kind { get; init; }

    public required string Process { get; init; }

    public int Ordinal { get; init; }

    /// <summary>The release's number.</summary>
    public int Release { get; init; }

    public string? ImageTag { get; init; }

    public string? ImageId { get; init; }

    public required string Name { get; init; }

    /// <summary>The engine's id; null before its container is made.</summary>
    public string? ContainerId { get; init; }

    public required string Address { get; init; }

    public int? Port { get; init; }

    public long MemoryBytes { get; init; }

    public int CpuMillis { get; init; }

    public DateTimeOffset? HealthyAt { get; init; }

    public DateTimeOffset? UnhealthyAt { get; init; }

    public bool Held { get; init; }

    public DateTimeOffset? DrainingSince { get; init; }

    /// <summary>Its rollout went live then and is still watched; null: it is not live yet, or not watched any more.</summary>
    public DateTimeOffset? WatchedSince { get; init; }

    public string? Error { get; init; }

    /// <summary>How often it crashed of late, where that is again and again.</summary>
    public string? CrashLoop { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public bool IsService => Kind == "service";

    /// <summary>As people know it: <c>web.2</c>.</summary>
    public string Label => IsService ? $"{Process}.{Ordinal}" : Process;
}

/// <summary>Reads managed containers, each read bound to a tenant.</summary>
public sealed class ManagedContainers(Db db)
{
    private const int ShortestPrefix = 12;

    private const string Select = """
        select i.id, i.app_id, a.slug as app_slug, i.rollout_id, i.kind, i.process, i.ordinal, rel.number as release, p.image_tag, p.image_id, i.name, i.container_id,
            host(i.address) as address, i.port, coalesce(run.memory_bytes, p.memory_bytes, 0) as memory_bytes, coalesce(p.cpu_millis, 0) as cpu_millis,
            i.healthy_at, i.unhealthy_at, i.held, i.draining_since,
            (select r.live_at from rollouts r where r.id = i.rollout_id and r.finished_at is null) as watched_since, i.error, i.crash_loop, i.created_at
        from instances i join apps a on a.id = i.app_id join releases rel on rel.id = i.release_id
        left join release_processes p on p.release_id = i.release_id and p.name = i.process
        left join runs run on run.id = i.id
        where a.organization_id = @organization and i.removed_at is null
        """;

    /// <summary>By the instance's id, the engine's id or its first 12 characters at least, or the container's name. Null also if it belongs to another organization.</summary>
    public async Task<ManagedContainer?> FindAsync(OrganizationId organization, string text, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var id = Guid.TryParse(text, out var parsed) ? parsed : (Guid?)null;
        var prefix = text.Length >= ShortestPrefix && text.All(char.IsAsciiHexDigitLower) ? text + "%" : null;
        var found = (await connection.QueryAsync<ManagedContainer>(
            $"{Select} and (i.id = @id or i.name = @text or i.container_id like @prefix) limit 2", new { organization, id, text, prefix })).ToList();
        return found.Count == 1 ? found[0] : null;
    }

    /// <summary>The newest first; those before <paramref name="before"/> where given.</summary>
    public async Task<IReadOnlyList<ManagedContainer>> ListAsync(OrganizationId organization, AppId? app, Guid? before, int limit, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return [.. await connection.QueryAsync<ManagedContainer>(
            $"{Select} and (@app::uuid is null or i.app_id = @app) and (@before::uuid is null or i.id < @before) order by i.id desc limit @limit",
            new { organization, app = app?.Value, before, limit })];
    }

    /// <summary>The instance of a process that serves, by its ordinal; the first healthy one where that is null.</summary>
    public async Task<ManagedContainer?> ServingAsync(OrganizationId organization, AppId app, string process, int? ordinal, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<ManagedContainer>(
            $"""
            {Select} and i.app_id = @app and i.kind = 'service' and i.process = @process and (@ordinal::int is null or i.ordinal = @ordinal) and i.draining_since is null
                and exists (select 1 from serving s where s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process)
            order by i.healthy_at is not null and i.unhealthy_at is null and not i.held desc, i.ordinal limit 1
            """,
            new { organization, app, process, ordinal });
    }

    /// <summary>The first instance of an app, as soon as there is one.</summary>
    public async Task<ManagedContainer?> FirstAsync(OrganizationId organization, AppId app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await connection.QueryFirstOrDefaultAsync<ManagedContainer>($"{Select} and i.app_id = @app and i.kind = 'service' order by i.id limit 1", new { organization, app });
    }
}
