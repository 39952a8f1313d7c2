using Dapper;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Apps.Volumes;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Releases;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>Reads an app's processes as they are set: those of its newest release, with what the settings say now, and those that settings add.</summary>
public sealed class AppProcesses(Db db, EnvironmentStore environment)
{
    public async Task<IReadOnlyList<AppProcess>> ListAsync(App app, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var settings = await AppSettings.ReadAsync(connection, app.Id, environment, ct);
        // What serves, else what was last made: a release that never served tells at least what the build found.
        var release = await connection.ExecuteScalarAsync<Guid?>(
            """
            select coalesce((select s.release_id from serving s where s.app_id = @Id order by s.weight desc limit 1),
                (select r.id from releases r where r.app_id = @Id order by r.number desc limit 1))
            """,
            new { app.Id });
        var frozen = release is null ? [] : (await ReleaseStore.ProcessesAsync(connection, [new ReleaseId(release.Value)])).Values.FirstOrDefault() ?? [];
        var running = (await connection.QueryAsync<(string Process, int Count)>(
            """
            select i.process, count(*)::int from instances i join serving s on s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process
            where i.app_id = @Id and i.kind = 'service' and i.removed_at is null and i.draining_since is null and i.healthy_at is not null and i.unhealthy_at is null
            group by i.process
            """,
            new { app.Id })).ToDictionary(row => row.Process, row => row.Count);

        var names = frozen.Select(process => process.Name)
            .Union(settings.Processes.Values.Where(own => own.Command is not null || own.Replicas != 1 || own.Name == ProcessName.Web).Select(own => own.Name))
            .Union(settings.App.PreDeployCommand is null ? [] : [ProcessName.PreDeploy])
            .Union(settings.App.PostDeployCommand is null ? [] : [ProcessName.PostDeploy]);
        return [.. names.Order(StringComparer.Ordinal).Select(name => Of(settings, name, frozen.FirstOrDefault(process => process.Name == name), running.GetValueOrDefault(name)))];
    }

    /// <summary>One that no release has yet, as it is set.</summary>
    public async Task<AppProcess> OfSettingsAsync(App app, string name, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        return Of(await AppSettings.ReadAsync(connection, app.Id, environment, ct), name, frozen: null, running: 0);
    }

    private static AppProcess Of(AppSettings settings, string name, ReleaseProcess? frozen, int running)
    {
        var own = settings.OwnOf(name);
        var app = settings.App;
        var kind = frozen?.Kind ?? (name == ProcessName.PreDeploy ? ProcessKind.Release : name == ProcessName.PostDeploy ? ProcessKind.Job : ProcessKind.Service);
        var command = name switch
        {
            ProcessName.PreDeploy => app.PreDeployCommand,
            ProcessName.PostDeploy => app.PostDeployCommand,
            _ => own.Command ?? frozen?.Command,
        };
        var isService = kind == ProcessKind.Service;
        var isWeb = name == ProcessName.Web;
        return new AppProcess
        {
            Name = name,
            Kind = kind.ToString().ToLowerInvariant(),
            Command = command,
            Replicas = isService ? own.Replicas : 0,
            Running = running,
            Port = isService ? own.Port ?? (isWeb ? app.Port ?? frozen?.Port : null) : null,
            MemoryBytes = own.MemoryBytes ?? app.MemoryBytes,
            CpuMillis = own.CpuMillis ?? app.CpuMillis,
            HealthPath = isService ? own.HealthPath ?? (isWeb ? app.HealthPath : null) : null,
            Strategy = settings.IsStopFirst(name) ? "stop-first" : "start-first",
            Volumes = [.. settings.Volumes.Where(volume => volume.Process == name)],
            IsDeployed = frozen is not null,
        };
    }
}

public sealed record AppProcess
{
    public required string Name { get; init; }

    /// <summary>service, job, release or cron.</summary>
    public required string Kind { get; init; }

    /// <summary>Null: the image's own.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    public required int Replicas { get; init; }

    /// <summary>How many of what serves are healthy.</summary>
    public required int Running { get; init; }

    public int? Port { get; init; }

    public required long MemoryBytes { get; init; }

    public required int CpuMillis { get; init; }

    public string? HealthPath { get; init; }

    public required string Strategy { get; init; }

    public required IReadOnlyList<Volume> Volumes { get; init; }

    /// <summary>A release has it, and not only the settings.</summary>
    public required bool IsDeployed { get; init; }
}
