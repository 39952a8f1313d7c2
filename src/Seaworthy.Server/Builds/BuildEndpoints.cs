using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Builds;

/// <summary>Builds: request one, watch it, cancel it. In NanoPaaS's shape, under both of its addresses.</summary>
public static class BuildEndpoints
{
    public static void MapBuilds(this IEndpointRouteBuilder routes)
    {
        var ofApp = routes.MapGroup("/api/v1/apps/{app}/builds").WithTags("builds").ProducesProblem(StatusCodes.Status404NotFound);
        ofApp.MapGet("/", ListAsync).WithSummary("List an app's builds, the newest first.").Produces<IReadOnlyList<BuildShape>>().Require(Permission.BuildsRead);
        ofApp.MapPost("/", CreateAsync).WithSummary("Build from Git, an archive or an image, without deploying.").Produces<BuildShape>(StatusCodes.Status201Created).Require(Permission.BuildsWrite);
        ofApp.MapPost("/git", CreateFromGitAsync).WithSummary("Build a Git repository, without deploying.").Produces<BuildShape>(StatusCodes.Status202Accepted).Require(Permission.BuildsWrite);
        foreach (var prefix in (string[])["/api/v1/builds", "/api/v1/apps/{app}/builds"])
        {
            var builds = routes.MapGroup(prefix).WithTags("builds").ProducesProblem(StatusCodes.Status404NotFound);
            builds.MapGet("/{id:guid}", GetAsync).WithSummary("Read a build with its steps.").Produces<BuildShape>().Require(Permission.BuildsRead);
            builds.MapPost("/{id:guid}/cancel", CancelAsync).WithSummary("Cancel a build: its processes end, no other build's.").Produces<BuildShape>()
                .ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.BuildsWrite);
            builds.MapGet("/{id:guid}/logs", BuildLogEndpoints.GetAsync).WithSummary("Read a build's log, or follow it as server-sent events.").Produces<BuildLogPage>().Require(Permission.BuildsRead);
        }
        routes.MapGet("/ws/builds/{id:guid}/logs", BuildLogEndpoints.FollowAsync).WithTags("builds").WithSummary("Follow a build's log by WebSocket: a text message for each line.")
            .AsWebSocket("Each line is a text message, as it was printed; the server closes after the last one.").Require(Permission.BuildsRead);
        routes.MapBuildUploads();
    }

    private static async Task<IResult> ListAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, BuildStore builds, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var listed = await builds.ListAsync(found.Id, page.After, page.Take, ct);
        return page.Answer(http, listed, build => build.Id.Value, build => BuildShape.From(build, [], http.Request, time.GetUtcNow()));
    }

    private static async Task<IResult> CreateFromGitAsync(string app, GitBuildRequest request, HttpContext http, AppStore apps, RequestBuild builds, BuildStore store, Db db, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = new InputFaults();
        var input = new SourceInput(http.Actor(), faults);
        var source = input.Git(
            request.RepoUrl, "repo_url", request.Branch, "branch", request.BasePath, request.Submodules, request.Lfs, request.Username, request.Password);
        var overrides = BuildOverridesInput.Read(request.DockerfilePath, request.Target, request.BuildArgs, input, faults);
        if (request.AppSlug is { Length: > 0 } slug)
            faults.Require(slug == found.Slug, "app_slug", $"is not the slug of this app, which is {found.Slug}");
        if (faults.ToProblem() is { } problem)
            return problem;
        var build = await db.InTransactionAsync(connection => builds.RunAsync(connection, found.Id, source!, overrides, ct), ct);
        return Results.Accepted($"/api/v1/builds/{build}", await ShapeAsync(build, http, store, time, ct));
    }

    private static async Task<IResult> CreateAsync(string app, BuildRequest request, HttpContext http, AppStore apps, RequestBuild builds, BuildStore store, Db db, TimeProvider time, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = new InputFaults();
        var input = new SourceInput(http.Actor(), faults);
        var source = Read(request, input, faults);
        var overrides = BuildOverridesInput.Read(request.DockerfilePath, request.Target, request.BuildArgs, input, faults);
        if (faults.ToProblem() is { } problem)
            return problem;
        var build = await db.InTransactionAsync(connection => builds.RunAsync(connection, found.Id, source!, overrides, ct), ct);
        return Results.Created($"/api/v1/builds/{build}", await ShapeAsync(build, http, store, time, ct));
    }

    private static SourceSpec? Read(BuildRequest request, SourceInput input, InputFaults faults)
    {
        switch (request.Source)
        {
            case "git":
                return input.Git(
                    request.SourceUrl, "source_url", request.GitRef, "git_ref", request.BasePath, request.Submodules, request.Lfs, request.Username, request.Password);
            case "gzip" or "zip" when request.SourceUrl is null:
                return new SourceSpec.Upload(null) { BasePath = input.BasePath(request.BasePath) };
            case "url" or "gzip" or "zip":
                return input.Archive(request.SourceUrl, "source_url", request.BasePath, request.Username, request.Password);
            case "image":
                return input.Image(request.SourceUrl, "source_url", request.Username, request.Password);
            default:
                faults.Add("source", "must be git, url, gzip, zip or image");
                return null;
        }
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

    /// <summary>Null where there is no such build, also under another app's address.</summary>
    internal static async Task<BuildShape?> ShapeAsync(BuildId id, HttpContext http, BuildStore store, TimeProvider time, CancellationToken ct) =>
        await store.FindAsync(http.Actor().Organization, id, ct) is { } build && IsUnderItsApp(build, http)
            ? BuildShape.From(build, await store.StepsAsync(id, ct), http.Request, time.GetUtcNow()) : null;

    /// <summary>Under /apps/{id}/builds only the builds of that app are found.</summary>
    internal static bool IsUnderItsApp(Build build, HttpContext http) =>
        !Guid.TryParse(http.Request.RouteValues["app"] as string, out var app) || app == build.AppId.Value;
}
