using Dapper;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Dashboard;

/// <summary>Reads what an app's page shows.</summary>
internal sealed class AppView(Db db, AppStore apps, AppShapes shapes, DeploymentStore deployments)
{
    private const int Shown = 20;

    /// <summary>Null if the organization has no such app.</summary>
    public async Task<AppModel?> ReadAsync(OrganizationId organization, string idOrSlug, CancellationToken ct)
    {
        if (await apps.FindAsync(organization, idOrSlug, ct) is not { } app)
            return null;
        await using var connection = await db.OpenAsync(ct);
        var instances = await connection.QueryAsync<InstanceLine>(
            """
            select i.name, i.process, rel.number as release, i.created_at, i.address::text as address, i.port, i.held,
                case when i.exited_at is not null then 'exited' when i.draining_since is not null then 'draining' when i.crashing_at is not null then 'crashing'
                    when i.unhealthy_at is not null then 'unhealthy' when i.healthy_at is not null then 'healthy' else 'starting' end as state
            from instances i join releases rel on rel.id = i.release_id
            where i.app_id = @Id and i.removed_at is null order by i.process, i.ordinal, i.created_at
            """, new { app.Id });
        var releases = await connection.QueryAsync<ReleaseLine>(
            """
            select r.number, r.description, r.created_at, r.proven_at, r.retired_at is not null as retired,
                exists (select 1 from serving s where s.release_id = r.id) as serving
            from releases r where r.app_id = @Id order by r.number desc limit @Shown
            """, new { app.Id, Shown });
        var events = await connection.QueryAsync<EventLine>(
            "select at, kind, text from events where app_id = @Id order by id desc limit @Shown", new { app.Id, Shown });
        return new AppModel(
            await shapes.OfAsync(app, ct), [.. instances], [.. releases], await deployments.ListAsync(app.Id, before: null, Shown, ct), [.. events]);
    }
}

public sealed record AppModel(
    AppShape App, IReadOnlyList<InstanceLine> Instances, IReadOnlyList<ReleaseLine> Releases, IReadOnlyList<Deployment> Deployments, IReadOnlyList<EventLine> Events);

public sealed record InstanceLine
{
    public required string Name { get; init; }

    public required string Process { get; init; }

    public int Release { get; init; }

    /// <summary>starting, healthy, unhealthy, crashing, draining or exited.</summary>
    public required string State { get; init; }

    public required string Address { get; init; }

    public int? Port { get; init; }

    public bool Held { get; init; }

    public DateTimeOffset CreatedAt { get; init; }
}

public sealed record ReleaseLine
{
    public int Number { get; init; }

    public string Description { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ProvenAt { get; init; }

    public bool Retired { get; init; }

    public bool Serving { get; init; }
}

public sealed record EventLine
{
    public DateTimeOffset At { get; init; }

    public required string Kind { get; init; }

    public required string Text { get; init; }
}
