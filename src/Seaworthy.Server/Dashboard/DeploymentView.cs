using Dapper;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Dashboard;

/// <summary>Reads what a deployment's page shows.</summary>
internal sealed class DeploymentView(Db db, AppStore apps, AppShapes shapes, DeploymentStore deployments, BuildStore builds)
{
    private const int Lines = 2000;

    /// <summary>Null if the organization has no such deployment.</summary>
    public async Task<DeploymentModel?> ReadAsync(OrganizationId organization, DeploymentId id, CancellationToken ct)
    {
        if (await deployments.FindAsync(organization, id, ct) is not { } deployment
            || await apps.FindAsync(organization, deployment.AppId.ToString(), ct) is not { } app)
            return null;
        await using var connection = await db.OpenAsync(ct);
        var events = await connection.QueryAsync<EventLine>("select at, kind, text from events where deployment_id = @id order by id limit 500", new { id });
        return new DeploymentModel(
            await shapes.OfAsync(app, ct),
            deployment,
            PhaseShape.Of(deployment),
            deployment.BuildId is { } steps ? await builds.StepsAsync(steps, ct) : [],
            [.. events],
            deployment.BuildId is { } log ? await builds.LinesAsync(log, 0, Lines, ct) : []);
    }
}

public sealed record DeploymentModel(
    AppShape App, Deployment Deployment, IReadOnlyList<PhaseShape> Phases, IReadOnlyList<BuildStep> BuildSteps, IReadOnlyList<EventLine> Events, IReadOnlyList<BuildLine> Log);
