using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Sources.DeployKeys;
using Seaworthy.Server.Sources.Registries;

namespace Seaworthy.Server.Sources;

/// <summary>An app's own source: what is deployed when a deployment names none.</summary>
public static class AppSourceEndpoints
{
    public static void MapSources(this IEndpointRouteBuilder routes)
    {
        routes.MapDeployKeys();
        routes.MapRegistries();
        var source = routes.MapGroup("/api/v1/apps/{app}/source").WithTags("sources").ProducesProblem(StatusCodes.Status404NotFound);
        source.MapGet("", GetAsync).WithSummary("Read where an app's code comes from.").Produces<AppSource>().Require(Permission.AppsRead);
        source.MapPut("", SetAsync).WithSummary("Say where an app's code comes from; it is deployed by a deployment that names no source.").Produces<AppSource>().Require(Permission.AppsWrite);
        source.MapDelete("", RemoveAsync).WithSummary("Forget where an app's code comes from.").Produces(StatusCodes.Status204NoContent).Require(Permission.AppsWrite);
    }

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, AppSources sources, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await sources.ShowAsync(found.Id, ct) is { } source ? Results.Ok(source) : Problem.NotFound("source of this app");
    }

    private static async Task<IResult> SetAsync(string app, AppSource request, HttpContext http, AppStore apps, AppSources sources, Db db, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (request.Password == EnvironmentStore.Mask)
            request = request with { Password = (await sources.CredentialsAsync(found.Id, ct))?.Password };
        var faults = new InputFaults();
        var input = new SourceInput(actor, faults);
        var spec = request.Kind switch
        {
            "git" => input.Git(request.Url, "url", request.Ref, "ref", request.BasePath, request.Submodules, request.Lfs, request.Username, request.Password),
            "archive" => input.Archive(request.Url, "url", request.BasePath, request.Username, request.Password),
            "image" => input.Image(request.Url, "url", request.Username, request.Password),
            _ => null,
        };
        faults.Require(request.Kind is "git" or "archive" or "image", "kind", "must be git, archive or image");
        if (faults.ToProblem() is { } problem)
            return problem;
        await db.InTransactionAsync(connection => sources.SetAsync(connection, found.OrganizationId, found.Id, spec!), ct);
        return Results.Ok(await sources.ShowAsync(found.Id, ct));
    }

    private static async Task<IResult> RemoveAsync(string app, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await db.InTransactionAsync(connection => AppSources.RemoveAsync(connection, found.Id), ct) ? Results.NoContent() : Problem.NotFound("source of this app");
    }
}
