using Dapper;
using Npgsql;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps.Settings;

/// <summary>Reads and writes <c>app_processes</c>, in the caller's transaction.</summary>
public static class ProcessStore
{
    /// <summary>By name: only processes that have something of their own.</summary>
    public static async Task<IReadOnlyDictionary<string, ProcessSettings>> ReadAsync(NpgsqlConnection connection, AppId app) =>
        (await connection.QueryAsync<ProcessSettings>(
            "select name, replicas, command, port, health_path, memory_bytes, cpu_millis from app_processes where app_id = @app order by name", new { app }))
        .ToDictionary(row => row.Name, StringComparer.Ordinal);

    public static Task WriteAsync(NpgsqlConnection connection, AppId app, ProcessSettings process) => connection.ExecuteAsync(
        """
        insert into app_processes (app_id, name, replicas, command, port, health_path, memory_bytes, cpu_millis)
        values (@app, @Name, @Replicas, @Command, @Port, @HealthPath, @MemoryBytes, @CpuMillis)
        on conflict (app_id, name) do update set replicas = excluded.replicas, command = excluded.command, port = excluded.port,
            health_path = excluded.health_path, memory_bytes = excluded.memory_bytes, cpu_millis = excluded.cpu_millis
        """,
        new { app, process.Name, process.Replicas, process.Command, process.Port, process.HealthPath, process.MemoryBytes, process.CpuMillis });

    /// <summary>It has nothing of its own any more: one replica, and all else as the app and the build have it.</summary>
    public static Task RemoveAsync(NpgsqlConnection connection, AppId app, string process) =>
        connection.ExecuteAsync("delete from app_processes where app_id = @app and name = @process", new { app, process });
}
