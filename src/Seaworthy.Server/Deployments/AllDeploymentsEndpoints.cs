using System.Text.Json;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Deployments;

/// <summary>Deployments of all apps, and doing one again.</summary>
internal static class AllDeploymentsEndpoints
{
    private static readonly string[] Statuses = [.. Enum.GetNames<DeploymentStatus>().Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];

    public static void MapAllDeployments(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/api/v1/deployments/{id:guid}/retry", RetryAsync).WithTags("deployments").WithSummary("Do an ended deployment again: the same build, or the same revision built anew.")
            .Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
        routes.MapGet("/api/v1/deployments", ListAsync).WithTags("deployments").WithSummary("List deployments of all apps, the newest first.")
            .Produces<IReadOnlyList<DeploymentShape>>().Require(Permission.DeploymentsRead);
    }

    private static async Task<IResult> ListAsync(
        string? app, string? status, [AsParameters] PageRequest request, HttpContext http, AppStore apps, DeploymentStore deployments, AppUrls urls, CancellationToken ct)
    {
        var organization = http.Actor().Organization;
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        if (status is not null && !Statuses.Contains(status))
            return Problem.Invalid("status", $"must be one of {string.Join(", ", Statuses)}");
        var only = app is null ? null : await apps.FindAsync(organization, app, ct);
        if (app is not null && only is null)
            return Problem.NotFound("app");
        var listed = page.Cut(http, await deployments.ListAsync(organization, only?.Id, status, page.After, page.Take, ct), deployment => deployment.Id.Value);
        var addresses = await urls.OfAsync(listed.Select(deployment => deployment.AppId), ct);
        return Results.Ok(listed.Select(deployment => DeploymentShape.From(deployment, addresses[deployment.AppId])));
    }

    private static async Task<IResult> RetryAsync(Guid id, HttpContext http, DeploymentStore deployments, RetryDeployment retry, AppUrls urls, CancellationToken ct)
    {
        var organization = http.Actor().Organization;
        if (await deployments.FindAsync(organization, new DeploymentId(id), ct) is not { } before)
            return Problem.NotFound("deployment");
        if (!before.HasEnded)
            return Problem.Conflict($"Deployment {before.Number} has not ended: it is {JsonNamingPolicy.SnakeCaseLower.ConvertName(before.Status.ToString())}. Wait for it, or cancel it first.");
        if (await retry.RunAsync(before, http.Actor().Name, ct) is not { } again)
            return Problem.Conflict($"Deployment {before.Number} rolled out a release whose images are kept no longer. Deploy its source instead.");
        var deployment = (await deployments.FindAsync(organization, again, ct))!;
        return Results.Accepted($"/api/v1/deployments/{again}", DeploymentShape.From(deployment, await urls.OfAsync(deployment.AppId, ct)));
    }
}
