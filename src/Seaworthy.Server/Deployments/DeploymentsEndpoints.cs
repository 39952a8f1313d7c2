using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Deployments.Settings;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Sources;
using Seaworthy.Server.Sources.Archives;

namespace Seaworthy.Server.Deployments;

/// <summary>Deployments: request one, watch it, cancel it.</summary>
public static class DeploymentsEndpoints
{
    private const string OneReplicaOnly = "web can have one replica only: it has an exclusive volume, or the strategy stop-first.";
    private static readonly (string Name, string Words)[] UploadFields =
        [.. BuildUploadEndpoints.Fields, ("replicas", "How many instances of web run from now on."), ("trigger", "api, cli or dashboard.")];

    public static void MapDeployments(this IEndpointRouteBuilder routes)
    {
        var apps = routes.MapGroup("/api/v1/apps/{app}").WithTags("deployments");
        apps.MapGet("/deployments", ListAsync).WithSummary("List an app's deployments, the newest first.").Produces<IReadOnlyList<DeploymentShape>>().Require(Permission.DeploymentsRead);
        apps.MapPost("/deployments", CreateAsync).WithSummary("Deploy from Git, an archive, an image or a build, or the app's own source.").Produces<DryRunShape>().Produces<DeploymentShape>(StatusCodes.Status202Accepted).Require(Permission.DeploymentsWrite);
        apps.MapPost("/deployments/upload", UploadAsync).WithSummary("Deploy an archive that is sent as the part \"source\" of a form.")
            .WithMetadata(new UploadLimit(routes.ServiceProvider.GetRequiredService<BuildOptions>().UploadBytes))
            .TakesUpload(UploadFields).Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .DisableRequestTimeout().Require(Permission.DeploymentsWrite);
        var deployments = routes.MapGroup("/api/v1/deployments").WithTags("deployments");
        deployments.MapGet("/{id:guid}", GetAsync).WithSummary("Read a deployment: its status, its phases, why it ended.").Produces<DeploymentShape>().Require(Permission.DeploymentsRead);
        deployments.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Cancel a deployment: what served before goes on.").Produces<DeploymentShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.DeploymentsWrite);
        routes.MapAllDeployments();
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
        string app, DeploymentRequest request, [FromQuery(Name = "dry_run")] bool? dryRun, HttpContext http, AppStore apps, DeployableInput read, RequestDeployment deploy, RehearseDeployment rehearse, WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var (deployable, fault) = await read.FromRequestAsync(found, request, actor, ct);
        if (fault is not null)
            return fault;
        if (request.Replicas > 1 && await what.IsAloneAsync(found, ct))
            return Problem.Conflict(OneReplicaOnly);
        var by = new RequestDeployment.By(found.Id, request.Trigger ?? "api", actor.Name);
        if (dryRun == true)
            return await RehearseAsync(by, deployable!, request.Replicas, rehearse, ct);
        var id = await deploy.RunAsync(by, deployable!, request.Replicas, ct);
        var deployment = (await deployments.FindAsync(actor.Organization, id, ct))!;
        return Results.Accepted($"/api/v1/deployments/{id}", DeploymentShape.From(deployment, options.AppUrl(found.Slug)));
    }

    /// <summary>What a build makes is known once it is built: so only what is built already can be rehearsed.</summary>
    private static async Task<IResult> RehearseAsync(RequestDeployment.By by, Deployable deployable, int? replicas, RehearseDeployment rehearse, CancellationToken ct) => deployable switch
    {
        Deployable.Built built => DryRunShape.Of(await rehearse.FromBuildAsync(by, built.Build, replicas, ct), makesRelease: true),
        Deployable.Source { Spec: SourceSpec.Image image } => Results.Ok(new DryRunShape(
            DryRun: true, [new SettingsChange("image", null, image.Reference.Text)], MakesRelease: true, [$"image {image.Reference.Text} fetch — it is none of this app's builds; what follows is planned when it is there"])),
        _ => Problem.Invalid("dry_run", "works with image_id or build_id of what is built already: what a build makes is known once it is built"),
    };

    private static async Task<IResult> UploadAsync(
        string app, HttpContext http, AppStore apps, Uploads uploads, BuildOptions builds, RequestDeployment deploy, WhatToDeploy what, DeploymentStore deployments, PlatformOptions options, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var trigger = "api";
        int? replicas = null;
        var (source, overrides, fault) = await BuildUploadEndpoints.ReadAsync(http, found, UploadFields, uploads, builds, ct, (form, faults) =>
        {
            trigger = form["trigger"] is { Length: > 0 } given ? given : trigger;
            faults.Require(DeployableInput.IsTrigger(trigger), "trigger", DeployableInput.TriggerFault);
            if (form["replicas"] is not { Length: > 0 } text)
                return;
            replicas = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
            DeployableInput.RequireReplicas(replicas, faults);
        });
        if (fault is not null)
            return fault;
        if (replicas > 1 && await what.IsAloneAsync(found, ct))
        {
            uploads.Discard(source!.File!.Id);
            return Problem.Conflict(OneReplicaOnly);
        }
        var id = await deploy.RunAsync(new RequestDeployment.By(found.Id, trigger, actor.Name), new Deployable.Source(source!, overrides), replicas, ct);
        var deployment = (await deployments.FindAsync(actor.Organization, id, ct))!;
        return Results.Accepted($"/api/v1/deployments/{id}", DeploymentShape.From(deployment, options.AppUrl(found.Slug)));
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
