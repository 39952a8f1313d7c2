using System.Text.Json;
using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Secrets;

namespace Seaworthy.Server.Releases;

/// <summary>Reads and writes <c>releases</c> and <c>release_processes</c>. A release is inserted whole and never changed.</summary>
public sealed class ReleaseStore(Db db, DataKeys keys)
{
    public async Task<int> InsertAsync(
        NpgsqlConnection connection, OrganizationId organization, AppId app, ReleaseId release, BuildId? build, ReleaseDraft draft)
    {
        var secret = await keys.SealAsync(connection, organization, JsonSerializer.SerializeToUtf8Bytes(draft.Environment), Context(release));
        var number = await connection.ExecuteScalarAsync<int>(
            """
            with next as (update apps set last_release = last_release + 1 where id = @app returning last_release)
            insert into releases (id, app_id, number, build_id, description, env_ciphertext, data_key_id, secret_keys)
            select @release, @app, last_release, @build, @Description, @Ciphertext, @DataKeyId, @SecretKeys from next
            returning number
            """,
            new { release, app, build, draft.Description, secret.Ciphertext, secret.DataKeyId, draft.SecretKeys });
        foreach (var process in draft.Processes)
            await connection.ExecuteAsync(InsertProcess, ReleaseProcessRow.From(release, process));
        return number;
    }

    /// <summary>The environment of a release, opened: for its containers only.</summary>
    public async Task<IReadOnlyDictionary<string, string>> OpenEnvironmentAsync(ReleaseId release, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return await OpenEnvironmentAsync(connection, release, ct);
    }

    /// <summary>All that a release consists of, as the connection sees it: to be compared, never to be shown as it is. Null if there is none.</summary>
    public async Task<ReleaseContent?> ContentAsync(NpgsqlConnection connection, ReleaseId release, CancellationToken ct)
    {
        if (await connection.QuerySingleOrDefaultAsync<string[]>("select secret_keys from releases where id = @release", new { release }) is not { } secrets)
            return null;
        var processes = (await ProcessesAsync(connection, [release])).GetValueOrDefault(release) ?? [];
        return new ReleaseContent(processes, await OpenEnvironmentAsync(connection, release, ct), secrets);
    }

    private async Task<IReadOnlyDictionary<string, string>> OpenEnvironmentAsync(NpgsqlConnection connection, ReleaseId release, CancellationToken ct)
    {
        var secret = await connection.QuerySingleAsync<EnvironmentRow>("select env_ciphertext, data_key_id from releases where id = @release", new { release });
        var opened = await keys.OpenAsync(new Sealed(secret.EnvCiphertext, secret.DataKeyId), Context(release), ct);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(opened)!;
    }

    public static async Task<Dictionary<ReleaseId, IReadOnlyList<ReleaseProcess>>> ProcessesAsync(NpgsqlConnection connection, IEnumerable<ReleaseId> releases)
    {
        var rows = await connection.QueryAsync<ReleaseProcessRow>(
            "select * from release_processes where release_id = any(@ids) order by release_id, name", new { ids = releases.Select(id => id.Value).Distinct().ToArray() });
        return ByRelease(rows);
    }

    internal static Dictionary<ReleaseId, IReadOnlyList<ReleaseProcess>> ByRelease(IEnumerable<ReleaseProcessRow> rows) =>
        rows.GroupBy(row => row.ReleaseId).ToDictionary(group => group.Key, IReadOnlyList<ReleaseProcess> (group) => [.. group.Select(row => row.ToProcess())]);

    /// <summary>It served well to the end of its soak.</summary>
    public static Task MarkProvenAsync(NpgsqlConnection connection, ReleaseId release) =>
        connection.ExecuteAsync("update releases set proven_at = now(), returned_at = null where id = @release and proven_at is null", new { release });

    /// <summary>It has proven not to serve well: nobody goes back to it by itself, nor from it once more, until it is made live anew.</summary>
    public static Task MarkReturnedAsync(NpgsqlConnection connection, ReleaseId release) =>
        connection.ExecuteAsync("update releases set proven_at = null, returned_at = now() where id = @release", new { release });

    private static string Context(ReleaseId release) => $"release:{release}";

    private const string InsertProcess = """
        insert into release_processes (release_id, name, kind, image_id, image_tag, image_digest, entrypoint, command, port, health_path, mounts, labels,
            memory_bytes, cpu_millis, pids, hardened, generated, strategy, drain_seconds, stop_grace_seconds, start_deadline_seconds)
        values (@ReleaseId, @Name, @Kind, @ImageId, @ImageTag, @ImageDigest, @Entrypoint, @Command, @Port, @HealthPath, @Mounts::jsonb, @Labels,
            @MemoryBytes, @CpuMillis, @Pids, @Hardened, @Generated, @Strategy, @DrainSeconds, @StopGraceSeconds, @StartDeadlineSeconds)
        """;

    private sealed record EnvironmentRow
    {
        public required byte[] EnvCiphertext { get; init; }

        public Guid DataKeyId { get; init; }
    }
}
