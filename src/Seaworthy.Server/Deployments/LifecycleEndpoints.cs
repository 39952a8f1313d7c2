using Microsoft.AspNetCore.Mvc;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Deployments.Settings;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Deployments;

/// <summary>What brings a release live: NanoPaaS's deploy, which answers when it is live, and rollback, restart, start.</summary>
public static class LifecycleEndpoints
{
    public static void MapLifecycle(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}").WithTags("deployments");
        // It waits until the deployment is live, with a deadline of its own.
        group.MapPost("/deploy", DeployAsync).WithSummary("Deploy an image and wait until it is live.")
            .Produces<DeployedShape>().Produces<DeployedShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status422UnprocessableEntity)
            .DisableRequestTimeout().Require(Permission.DeploymentsWrite);
        group.MapPost("/rollback", RollbackAsync).WithSummary("Make an earlier release live again.").Produces<DryRunShape>().Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
        group.MapPost("/restart", RestartAsync).WithSummary("Replace every instance by a new one of the same release.").Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
        group.MapPost("/start", StartAsync).WithSummary("Start a stopped app again.").Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
    }

    private static async Task<IResult> DeployAsync(
        string app, DeployRequest request, HttpContext http, AppStore apps, RequestDeployment deploy, DeployableInput read, WhatToDeploy what, AwaitDeployment wait, PlatformOptions options, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (string.IsNullOrWhiteSpace(request.ImageId))
            return Problem.Invalid("image_id", "is required");
        if (request.Replicas is < 0 or > AppLimits.MostReplicas)
            return Problem.Invalid("replicas", $"must be between 0 and {AppLimits.MostReplicas}");
        if (request.Replicas > 1 && await what.IsAloneAsync(found, ct))
            return Problem.Conflict("web can have one replica only: it has an exclusive volume, or the strategy stop-first.");
        var by = new RequestDeployment.By(found.Id, "api", actor.Name);
        var (deployable, fault) = await read.FromImageAsync(found, request.ImageId, "image_id", actor, ct);
        if (fault is not null)
            return fault;
        var id = await deploy.RunAsync(by, deployable!, request.Replicas, ct);
        var deployment = await wait.UntilLiveAsync(actor.Organization, id, ct);
        var status = deployment.Status == DeploymentStatus.Live ? "running" : deployment.Status.ToString().ToLowerInvariant();
        var answer = new DeployedShape(Message(deployment), id.Value, status, options.AppUrl(found.Slug));
        return deployment.Status switch
        {
            DeploymentStatus.Live or DeploymentStatus.Succeeded => Results.Ok(answer),
            DeploymentStatus.Failed => Problem.Of(StatusCodes.Status422UnprocessableEntity, "The deployment failed", deployment.Reason ?? "It failed."),
            DeploymentStatus.Cancelled or DeploymentStatus.Superseded => Problem.Conflict($"Deployment {deployment.Number} was {status}: {deployment.Reason}"),
            _ => Results.Accepted($"/api/v1/deployments/{id}", answer),
        };
    }

    private static async Task<IResult> RollbackAsync(
        string app, RollbackRequest request, [FromQuery(Name = "dry_run")] bool? dryRun, HttpContext http, AppStore apps, RequestDeployment deploy, RehearseDeployment rehearse,
        WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (await what.FindReleaseAsync(found.Id, request.Release, ct) is not { } release)
            return request.Release is null ? Problem.Conflict("There is no earlier release to roll back to.") : Problem.Invalid("release", "names no release of this app that is still kept");
        var by = new RequestDeployment.By(found.Id, "rollback", http.Actor().Name);
        if (request.CurrentEnv == true)
        {
            if (await what.BuildOfAsync(release, ct) is not { } build)
                return Problem.Conflict("That release was made of no build that is still known, so no new one can be made of it.");
            return dryRun == true
                ? DryRunShape.Of(await rehearse.FromBuildAsync(by, build, null, ct), makesRelease: true)
                : await AcceptedAsync(await deploy.RunAsync(by, new Deployable.Built(build), null, ct), found, http, deployments, options, ct);
        }
        if (await what.GoneVolumesAsync(release, ct) is { Count: > 0 } gone)
            return Problem.Conflict($"That release mounts the volume '{string.Join("', '", gone)}', which was removed for good. Deploy again instead.");
        if (dryRun == true)
            return DryRunShape.Of(await rehearse.RollbackAsync(by, release, ct), makesRelease: false);
        var id = await deploy.RollbackAsync(by, release, ct);
        return await AcceptedAsync(id, found, http, deployments, options, ct);
    }

    private static async Task<IResult> RestartAsync(
        string app, HttpContext http, AppStore apps, RequestDeployment deploy, WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (await what.ServingAsync(found.Id, ct) is not { } release)
            return Problem.Conflict("Nothing is deployed yet, so there is nothing to restart. Deploy first.");
        if (await what.UnderWayAsync(found.Id, ct) is { } number)
            return Problem.Conflict($"Deployment {number} is under way and will replace every instance. Wait for it, or cancel it first.");
        var id = await deploy.RestartAsync(new RequestDeployment.By(found.Id, "restart", http.Actor().Name), release, fromStopped: !found.IsRunning, ct);
        return await AcceptedAsync(id, found, http, deployments, options, ct);
    }

    private static async Task<IResult> StartAsync(
        string app, HttpContext http, AppStore apps, RequestDeployment deploy, WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (found.IsRunning)
            return Problem.Conflict("The app is running already.");
        return await RestartAsync(app, http, apps, deploy, what, deployments, options, ct);
    }

    private static async Task<IResult> AcceptedAsync(DeploymentId id, App app, HttpContext http, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        var deployment = (await deployments.FindAsync(http.Actor().Organization, id, ct))!;
        return Results.Accepted($"/api/v1/deployments/{id}", DeploymentShape.From(deployment, options.AppUrl(app.Slug)));
    }

    private static string Message(Deployment deployment) => deployment.Status switch
    {
        DeploymentStatus.Live or DeploymentStatus.Succeeded => "Deployment is live",
        _ => "Deployment is under way",
    };
}

/// <summary>NanoPaaS's answer to a deploy.</summary>
/// <param name="Status">running once it is live.</param>
public sealed record DeployedShape(string Message, Guid DeploymentId, string Status, string Url);
