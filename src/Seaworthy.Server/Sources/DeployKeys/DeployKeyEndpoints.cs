using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Sources.DeployKeys;

/// <summary>An app's own ssh key for its repository.</summary>
public static class DeployKeyEndpoints
{
    public static void MapDeployKeys(this IEndpointRouteBuilder routes)
    {
        var key = routes.MapGroup("/api/v1/apps/{app}/deploy-key").WithTags("sources").ProducesProblem(StatusCodes.Status404NotFound);
        key.MapGet("", GetAsync).WithSummary("Read the public half of an app's deploy key.").Produces<DeployKey>().Require(Permission.AppsRead);
        key.MapPost("", MakeAsync).WithSummary("Make an ssh key for an app's repository; its public half is to be added there.")
            .Produces<DeployKey>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict).ProducesProblem(StatusCodes.Status503ServiceUnavailable).Require(Permission.AppsWrite);
        key.MapDelete("", RemoveAsync).WithSummary("Destroy an app's deploy key: builds use the installation's key again.").Produces(StatusCodes.Status204NoContent).Require(Permission.AppsWrite);
    }

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, DeployKeyStore keys, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await keys.FindAsync(found.Id, ct) is { } key ? Results.Ok(key) : Problem.NotFound("deploy key of this app");
    }

    private static async Task<IResult> MakeAsync(string app, HttpContext http, AppStore apps, DeployKeyStore keys, GenerateSshKey generate, Db db, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (await keys.FindAsync(found.Id, ct) is not null)
            return Taken();
        SshKey pair;
        try
        {
            pair = await generate.RunAsync($"seaworthy-{found.Slug}", ct);
        }
        catch (SourceUnavailableException e)
        {
            return Problem.Of(StatusCodes.Status503ServiceUnavailable, e.Message);
        }
        var made = await db.InTransactionAsync(
            async connection =>
            {
                var key = await keys.AddAsync(connection, found.OrganizationId, found.Id, pair);
                if (key is not null)
                    await Audit.AddAsync(connection, actor, "create", "deploy_keys", found.Id.ToString());
                return key;
            },
            ct);
        return made is null ? Taken() : Results.Created($"/api/v1/apps/{found.Id}/deploy-key", made);
    }

    private static async Task<IResult> RemoveAsync(string app, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var isGone = await db.InTransactionAsync(
            async connection =>
            {
                if (!await DeployKeyStore.RemoveAsync(connection, found.Id))
                    return false;
                await Audit.AddAsync(connection, actor, "delete", "deploy_keys", found.Id.ToString());
                return true;
            },
            ct);
        return isGone ? Results.NoContent() : Problem.NotFound("deploy key of this app");
    }

    private static Problem Taken() => Problem.Conflict("This app has a deploy key already. To replace it, delete it first: the repository must then be given the new one.");
}
