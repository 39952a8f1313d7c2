using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Dapper;

namespace Seaworthy.Server.Api;

/// <summary>An app as the API shows it, in NanoPaaS's shape; what spans rooms (live image, running replicas) is joined here.</summary>
public sealed record AppShape
{
    public required Guid Id { get; init; }

    public required string Name { get; init; }

    public required string Slug { get; init; }

    public required string Description { get; init; }

    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    public required Guid ProjectId { get; init; }

    /// <summary>created, building, deploying, running, stopped or failed.</summary>
    public required string Status { get; init; }

    /// <summary>What is wrong with what serves: <c>web.1 crashes again and again: 5 times within a minute, the last time with exit code 1</c>; null where nothing is known.</summary>
    public string? Trouble { get; init; }

    public required string Url { get; init; }

    /// <summary>Healthy instances of <c>web</c>.</summary>
    public required int Replicas { get; init; }

    public required int TargetReplicas { get; init; }

    /// <summary>The image that serves; null before the first deployment.</summary>
    public string? CurrentImageId { get; init; }

    /// <summary>The number of the release that serves.</summary>
    public int? Release { get; init; }

    public required IReadOnlyDictionary<string, string> EnvVars { get; init; }

    public int? ExposedPort { get; init; }

    /// <summary>Bytes.</summary>
    public required long MemoryLimit { get; init; }

    /// <summary>Microseconds of processor time per 100 ms: 50000 is half a core.</summary>
    public required int CpuQuota { get; init; }

    /// <summary>Where a GET must answer 2xx or 3xx; null: accepting connections is enough.</summary>
    public string? HealthPath { get; init; }

    /// <summary>start-first or stop-first.</summary>
    public required string Strategy { get; init; }

    public required bool Hardened { get; init; }

    /// <summary>A release that crashes again and again gives way to the newest older one that has served well.</summary>
    public required bool ReturnWhenCrashing { get; init; }

    /// <summary>Null: looked for.</summary>
    public string? DockerfilePath { get; init; }

    /// <summary>The stage that is built; null: the last.</summary>
    public string? BuildTarget { get; init; }

    public required IReadOnlyDictionary<string, string> BuildArgs { get; init; }

    public required IReadOnlyDictionary<string, string> Labels { get; init; }

    public string? PreDeployCommand { get; init; }

    public string? PostDeployCommand { get; init; }

    public required int DrainSeconds { get; init; }

    public required int StopGraceSeconds { get; init; }

    public required int StartDeadlineSeconds { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>In the answer to a change: the deployment that brings it live; null where none is needed.</summary>
    public Guid? DeploymentId { get; init; }
}

/// <summary>Reads <see cref="AppShape"/>s.</summary>
public sealed class AppShapes(Db db, EnvironmentStore environment, PlatformOptions options)
{
    public async Task<IReadOnlyList<AppShape>> OfAsync(IReadOnlyList<App> apps, CancellationToken ct)
    {
        await using var connection = await db.OpenAsync(ct);
        var facts = (await connection.QueryAsync<Facts>(Select, new { ids = apps.Select(app => app.Id.Value).ToArray() })).ToDictionary(row => row.AppId);
        var variables = await environment.ShowAsync([.. apps.Select(app => app.Id)], ct);
        return [.. apps.Select(app => Shape(app, facts[app.Id.Value], variables.GetValueOrDefault(app.Id) ?? []))];
    }

    public async Task<AppShape> OfAsync(App app, CancellationToken ct) => (await OfAsync([app], ct))[0];

    private AppShape Shape(App app, Facts facts, SortedDictionary<string, string> variables) => new()
    {
        Id = app.Id.Value,
        Name = app.Name,
        Slug = app.Slug,
        Description = app.Description,
        Project = app.Project,
        ProjectId = app.ProjectId.Value,
        Status = StatusOf(app, facts),
        Trouble = app.IsRunning ? facts.Trouble : null,
        Url = options.AppUrl(app.Slug),
        Replicas = facts.Healthy,
        TargetReplicas = app.IsRunning ? facts.Wanted : 0,
        CurrentImageId = facts.ImageId,
        Release = facts.Release,
        EnvVars = variables,
        ExposedPort = app.Port,
        MemoryLimit = app.MemoryBytes,
        CpuQuota = app.CpuMillis * 100,
        HealthPath = app.HealthPath,
        Strategy = app.Strategy,
        Hardened = app.Hardened,
        ReturnWhenCrashing = app.ReturnWhenCrashing,
        DockerfilePath = app.DockerfilePath,
        BuildTarget = app.BuildTarget,
        BuildArgs = app.BuildArgs,
        Labels = app.Labels,
        PreDeployCommand = CommandText.Show(app.PreDeployCommand),
        PostDeployCommand = CommandText.Show(app.PostDeployCommand),
        DrainSeconds = app.DrainSeconds,
        StopGraceSeconds = app.StopGraceSeconds,
        StartDeadlineSeconds = app.StartDeadlineSeconds,
        CreatedAt = app.CreatedAt,
        UpdatedAt = app.UpdatedAt,
    };

    private static string StatusOf(App app, Facts facts) => facts switch
    {
        _ when !app.IsRunning => "stopped",
        { RollingOut: true } => "deploying",
        { Building: true } => "building",
        { Serving: true, Healthy: 0, Wanted: > 0 } => "failed",
        { Serving: true } => "running",
        { Deployed: true } => "failed",
        _ => "created",
    };

    private const string Select = """
        select a.id as app_id,
            (select count(*) from instances i join serving s on s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process
                where i.app_id = a.id and i.process = 'web' and i.removed_at is null and i.draining_since is null
                    and i.healthy_at is not null and i.unhealthy_at is null)::int as healthy,
            coalesce((select p.replicas from app_processes p where p.app_id = a.id and p.name = 'web'), 1) as wanted,
            (select p.image_id from serving s join release_processes p on p.release_id = s.release_id where s.app_id = a.id order by p.name = 'web' desc limit 1) as image_id,
            (select r.number from serving s join releases r on r.id = s.release_id where s.app_id = a.id order by s.weight desc limit 1) as release,
            (select string_agg(i.process || '.' || i.ordinal || ' crashes again and again: ' || i.crash_loop, '; ' order by i.process, i.ordinal)
                from instances i join serving s on s.app_id = i.app_id and s.rollout_id = i.rollout_id and s.process = i.process
                where i.app_id = a.id and i.crashing_at is not null and i.removed_at is null and i.draining_since is null and not i.held) as trouble,
            exists (select 1 from serving s where s.app_id = a.id) as serving,
            exists (select 1 from rollouts r where r.app_id = a.id and r.finished_at is null and r.live_at is null) as rolling_out,
            exists (select 1 from builds b where b.app_id = a.id and b.status in ('queued', 'running')) as building,
            exists (select 1 from deployments d where d.app_id = a.id) as deployed
        from apps a where a.id = any(@ids)
        """;

    private sealed record Facts
    {
        public Guid AppId { get; init; }

        public int Healthy { get; init; }

        public int Wanted { get; init; }

        public string? ImageId { get; init; }

        public int? Release { get; init; }

        public string? Trouble { get; init; }

        public bool Serving { get; init; }

        public bool RollingOut { get; init; }

        public bool Building { get; init; }

        public bool Deployed { get; init; }
    }
}
