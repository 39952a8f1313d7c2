using Microsoft.AspNetCore.Mvc;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Deployments.Settings;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Deployments;

/// <summary>Deployments: request one, watch it, cancel it.</summary>
public static class DeploymentsEndpoints
{
    public static void MapDeployments(this IEndpointRouteBuilder routes)
    {
        var apps = routes.MapGroup("/api/v1/apps/{app}").WithTags("deployments");
        apps.MapGet("/deployments", ListAsync).WithSummary("List an app's deployments, the newest first.").Produces<IReadOnlyList<DeploymentShape>>().Require(Permission.DeploymentsRead);
        apps.MapPost("/deployments", CreateAsync).WithSummary("Deploy from Git, from an image, or from a build.").Produces<DryRunShape>().Produces<DeploymentShape>(StatusCodes.Status202Accepted).Require(Permission.DeploymentsWrite);
        var deployments = routes.MapGroup("/api/v1/deployments").WithTags("deployments");
        deployments.MapGet("/{id:guid}", GetAsync).WithSummary("Read a deployment: its status, its phases, why it ended.").Produces<DeploymentShape>().Require(Permission.DeploymentsRead);
        deployments.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Cancel a deployment: what served before goes on.").Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
        routes.MapLifecycle();
        routes.MapSettings();
        routes.MapEvents();
        routes.MapDeploymentLogs();
    }

    private static async Task<IResult> ListAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<int>(out var page, out var fault))
            return fault;
        var listed = await deployments.ListAsync(found.Id, page.After, page.Take, ct);
        return page.Answer(http, listed, deployment => deployment.Number, deployment => DeploymentShape.From(deployment, options.AppUrl(found.Slug)));
    }

    private static async Task<IResult> CreateAsync(
        string app, DeploymentRequest request, [FromQuery(Name = "dry_run")] bool? dryRun, HttpContext http, AppStore apps, RequestDeployment deploy, RehearseDeployment rehearse, WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (new object?[] { request.Git, request.ImageId, request.BuildId }.Count(source => source is not null) != 1)
            return Problem.Invalid("git", "or image_id or build_id: exactly one of them is required");
        if (request.Replicas is < 0 or > AppLimits.MostReplicas)
            return Problem.Invalid("replicas", $"must be between 0 and {AppLimits.MostReplicas}");
        if (request.Trigger is not (null or "api" or "cli" or "dashboard" or "sample"))
            return Problem.Invalid("trigger", "must be api, cli, dashboard or sample");

        if (request.Replicas > 1 && await what.IsAloneAsync(found, ct))
            return Problem.Conflict("web can have one replica only: it has an exclusive volume, or the strategy stop-first.");

        var by = new RequestDeployment.By(found.Id, request.Trigger ?? "api", actor.Name);
        if (dryRun == true)
            return await RehearseAsync(by, request, rehearse, what, ct);
        var (id, fault) = request.Git is { } git
            ? await FromGitAsync(by, git, actor, deploy, ct)
            : await FromImageAsync(by, request.ImageId ?? request.BuildId!.Value.ToString(), request.Replicas, actor, deploy, what, ct);
        if (fault is not null)
            return fault;
        var deployment = (await deployments.FindAsync(actor.Organization, id, ct))!;
        return Results.Accepted($"/api/v1/deployments/{id}", DeploymentShape.From(deployment, options.AppUrl(found.Slug)));
    }

    /// <summary>What a build makes is known once it is built: so only what is built already can be rehearsed.</summary>
    private static async Task<IResult> RehearseAsync(RequestDeployment.By by, DeploymentRequest request, RehearseDeployment rehearse, WhatToDeploy what, CancellationToken ct)
    {
        var image = request.ImageId ?? request.BuildId?.ToString();
        if (image is null)
            return Problem.Invalid("dry_run", "works with image_id or build_id of what is built already: what a build makes is known once it is built");
        if (await what.FindBuildAsync(by.App, image, ct) is { } build)
            return DryRunShape.Of(await rehearse.FromBuildAsync(by, build, request.Replicas, ct), makesRelease: true);
        if (Guid.TryParse(image, out _) || image.StartsWith("sha256:", StringComparison.Ordinal))
            return Problem.Invalid("image_id", "names no build of this app");
        if (!ImageReference.TryParse(image, out var reference, out var fault))
            return Problem.Invalid("image_id", fault);
        return Results.Ok(new DryRunShape(
            DryRun: true, [new SettingsChange("image", null, reference.Text)], MakesRelease: true, [$"image {reference.Text} fetch — it is none of this app's builds; what follows is planned when it is there"]));
    }

    private static async Task<(DeploymentId Id, IResult? Fault)> FromGitAsync(RequestDeployment.By by, GitSource git, Actor actor, RequestDeployment deploy, CancellationToken ct)
    {
        var errors = new Dictionary<string, string[]>();
        if (!GitUrl.TryParse(git.RepoUrl, out var url, out var urlFault))
            errors["git.repo_url"] = [urlFault];
        else if (url.Transport == GitTransport.File && !actor.IsLocalRoot)
            errors["git.repo_url"] = ["is a path on the server: only its local administrator may build from it"];
        if (!GitRef.TryParse(git.Branch, out var reference, out var refFault))
            errors["git.branch"] = [refFault];
        var basePath = Path(git.BasePath, "git.base_path", errors);
        var dockerfile = Path(git.DockerfilePath, "git.dockerfile_path", errors);
        foreach (var fault in AppRequest.VariableFaults(git.BuildArgs))
            errors[$"git.build_args.{fault.Key}"] = [fault.Value];
        if (errors.Count > 0)
            return (default, Problem.Invalid(errors));
        return (await deploy.FromGitAsync(by, url!, reference!, basePath, dockerfile, git.BuildArgs ?? [], ct), null);
    }

    private static SourcePath? Path(string? text, string field, Dictionary<string, string[]> errors)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (SourcePath.TryParse(text, out var path, out var fault))
            return path;
        errors[field] = [fault];
        return null;
    }

    /// <summary>This app's own builds first; any other name is a registry's, never what the engine happens to have of somebody else's.</summary>
    internal static async Task<(DeploymentId Id, IResult? Fault)> FromImageAsync(
        RequestDeployment.By by, string image, int? replicas, Actor actor, RequestDeployment deploy, WhatToDeploy what, CancellationToken ct)
    {
        if (await what.FindBuildAsync(by.App, image, ct) is { } build)
            return (await deploy.FromBuildAsync(by, build, replicas, ct), null);
        if (Guid.TryParse(image, out _) || image.StartsWith("sha256:", StringComparison.Ordinal))
            return (default, Problem.Invalid("image_id", "names no build of this app"));
        if (!ImageReference.TryParse(image, out var reference, out var fault))
            return (default, Problem.Invalid("image_id", fault));
        return (await deploy.FromImageAsync(by, reference, actor.IsLocalRoot, replicas, ct), null);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, DeploymentStore deployments, AppUrls urls, CancellationToken ct) =>
        await deployments.FindAsync(http.Actor().Organization, new DeploymentId(id), ct) is { } found
            ? Results.Ok(DeploymentShape.From(found, await urls.OfAsync(found.AppId, ct)))
            : Problem.NotFound("deployment");

    private static async Task<IResult> CancelAsync(Guid id, HttpContext http, DeploymentStore deployments, CancelDeployment cancel, AppUrls urls, CancellationToken ct)
    {
        if (await deployments.FindAsync(http.Actor().Organization, new DeploymentId(id), ct) is not { } found)
            return Problem.NotFound("deployment");
        if (!await cancel.RunAsync(found, ct))
            return Problem.Conflict($"Deployment {found.Number} has ended ({found.Status.ToString().ToLowerInvariant()}). Roll back instead.");
        found = (await deployments.FindAsync(http.Actor().Organization, found.Id, ct))!;
        return Results.Accepted($"/api/v1/deployments/{id}", DeploymentShape.From(found, await urls.OfAsync(found.AppId, ct)));
    }
}
