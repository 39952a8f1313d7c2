using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Deployments;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Dashboard;

/// <summary>Reads what the home page shows: every app with its state and its last deployment.</summary>
internal sealed class HomeView(AppStore apps, AppShapes shapes, DeploymentStore deployments)
{
    public async Task<IReadOnlyList<AppSummary>> ReadAsync(OrganizationId organization, CancellationToken ct)
    {
        var shown = await shapes.OfAsync(await apps.ListAsync(organization, ct), ct);
        var last = (await deployments.LatestAsync([.. shown.Select(app => new AppId(app.Id))], ct)).ToDictionary(deployment => deployment.AppId.Value);
        return [.. shown.Select(app => new AppSummary(app, last.GetValueOrDefault(app.Id)))];
    }
}

/// <param name="LastDeployment">Null before the first.</param>
public sealed record AppSummary(AppShape App, Deployment? LastDeployment);
