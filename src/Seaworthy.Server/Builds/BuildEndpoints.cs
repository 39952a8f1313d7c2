using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>Builds: request one, watch it, cancel it. In NanoPaaS's shape, under both of its addresses.</summary>
public static class BuildEndpoints
{
    private const int PageSize = 50;

    public static void MapBuilds(this IEndpointRouteBuilder routes)
    {
        var ofApp = routes.MapGroup("/api/v1/apps/{app}/builds").WithTags("builds");
        ofApp.MapGet("/", ListAsync).Require(Permission.BuildsRead);
        ofApp.MapPost("/", CreateAsync).Require(Permission.BuildsWrite);
        ofApp.MapPost("/git", CreateFromGitAsync).Require(Permission.BuildsWrite);
        foreach (var prefix in (string[])["/api/v1/builds", "/api/v1/apps/{app}/builds"])
        {
            var builds = routes.MapGroup(prefix).WithTags("builds");
            builds.MapGet("/{id:guid}", GetAsync).Require(Permission.BuildsRead);
            builds.MapPost("/{id:guid}/cancel", CancelAsync).Require(Permission.BuildsWrite);
            builds.MapGet("/{id:guid}/logs", BuildLogEndpoints.GetAsync).Require(Permission.BuildsRead);
        }
        routes.MapGet("/ws/builds/{id:guid}/logs", BuildLogEndpoints.FollowAsync).WithTags("builds").Require(Permission.BuildsRead);
    }

    private static async Task<IResult> ListAsync(string app, HttpContext http, AppStore apps, BuildStore builds, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var page = await builds.ListAsync(found.Id, PageSize, ct);
        return Results.Ok(page.Select(build => BuildShape.From(build, [], http.Request, time.GetUtcNow())));
    }

    private static async Task<IResult> CreateFromGitAsync(string app, GitBuildRequest request, HttpContext http, AppStore apps, RequestBuild builds, BuildStore store, Db db, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var isRead = GitBuildInput.TryRead(request, "repo_url", "branch", http.Actor(), out var input, out var faults);
        if (request.AppSlug is { Length: > 0 } slug && slug != found.Slug)
            faults["app_slug"] = [$"is not the slug of this app, which is {found.Slug}"];
        if (!isRead || faults.Count > 0)
            return Problem.Invalid(faults);
        var build = await QueueAsync(found.Id, input!, builds, db, ct);
        return Results.Accepted($"/api/v1/builds/{build}", await ShapeAsync(build, http, store, time, ct));
    }

    private static async Task<IResult> CreateAsync(string app, BuildRequest request, HttpContext http, AppStore apps, RequestBuild builds, BuildStore store, Db db, TimeProvider time, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        BuildId build;
        switch (request.Source)
        {
            case "git":
                var git = new GitBuildRequest { RepoUrl = request.SourceUrl, Branch = request.GitRef, BasePath = request.BasePath, DockerfilePath = request.DockerfilePath, BuildArgs = request.BuildArgs };
                if (!GitBuildInput.TryRead(git, "source_url", "git_ref", actor, out var input, out var faults))
                    return Problem.Invalid(faults);
                build = await QueueAsync(found.Id, input, builds, db, ct);
                break;
            case "image":
                if (!ImageReference.TryParse(request.SourceUrl, out var image, out var fault))
                    return Problem.Invalid("source_url", fault);
                build = await db.InTransactionAsync(connection => builds.ForImageAsync(connection, found.Id, image, actor.IsLocalRoot), ct);
                break;
            default:
                return Problem.Invalid("source", "must be git or image");
        }
        return Results.Created($"/api/v1/builds/{build}", await ShapeAsync(build, http, store, time, ct));
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, BuildStore store, TimeProvider time, CancellationToken ct) =>
        await ShapeAsync(new BuildId(id), http, store, time, ct) is { } shape ? Results.Ok(shape) : Problem.NotFound("build");

    private static async Task<IResult> CancelAsync(Guid id, HttpContext http, BuildStore store, Db db, TimeProvider time, CancellationToken ct)
    {
        var build = new BuildId(id);
        if (await store.FindAsync(http.Actor().Organization, build, ct) is null)
            return Problem.NotFound("build");
        var outcome = await db.InTransactionAsync(connection => CancelBuild.RunAsync(connection, build), ct);
        var shape = await ShapeAsync(build, http, store, time, ct);
        return outcome == CancelBuildOutcome.AlreadyEnded ? Problem.Conflict($"The build has ended ({shape!.Status.ToString().ToLowerInvariant()}), so it cannot be cancelled.") : Results.Ok(shape);
    }

    private static Task<BuildId> QueueAsync(AppId app, GitBuildInput input, RequestBuild builds, Db db, CancellationToken ct) =>
        db.InTransactionAsync(connection => builds.ForGitAsync(connection, app, input.Url, input.Reference, input.BasePath, input.DockerfilePath, input.BuildArgs), ct);

    private static async Task<BuildShape?> ShapeAsync(BuildId id, HttpContext http, BuildStore store, TimeProvider time, CancellationToken ct) =>
        await store.FindAsync(http.Actor().Organization, id, ct) is { } build && IsUnderItsApp(build, http)
            ? BuildShape.From(build, await store.StepsAsync(id, ct), http.Request, time.GetUtcNow()) : null;

    /// <summary>Under /apps/{id}/builds only the builds of that app are found.</summary>
    private static bool IsUnderItsApp(Build build, HttpContext http) =>
        !Guid.TryParse(http.Request.RouteValues["app"] as string, out var app) || app == build.AppId.Value;
}
