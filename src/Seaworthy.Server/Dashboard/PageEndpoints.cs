using Microsoft.AspNetCore.Http.HttpResults;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Dashboard.Pages;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Dashboard;

internal static class PageEndpoints
{
    public static void MapPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/", HomeAsync).Require(Permission.AppsRead);
        routes.MapGet("/apps/{app}", AppAsync).Require(Permission.AppsRead);
        routes.MapGet("/deployments/{id:guid}", DeploymentAsync).Require(Permission.DeploymentsRead);
    }

    private static async Task<RazorComponentResult<HomePage>> HomeAsync(HomeView view, HttpContext http, CancellationToken ct) =>
        new(new { Apps = await view.ReadAsync(http.Actor().Organization, ct) });

    private static async Task<IResult> AppAsync(string app, AppView view, HttpContext http, CancellationToken ct) =>
        await view.ReadAsync(http.Actor().Organization, app, ct) is { } model ? new RazorComponentResult<AppPage>(new { Model = model }) : Problem.NotFound("app");

    private static async Task<IResult> DeploymentAsync(Guid id, DeploymentView view, HttpContext http, CancellationToken ct) =>
        await view.ReadAsync(http.Actor().Organization, new DeploymentId(id), ct) is { } model
            ? new RazorComponentResult<DeploymentPage>(new { Model = model })
            : Problem.NotFound("deployment");
}
