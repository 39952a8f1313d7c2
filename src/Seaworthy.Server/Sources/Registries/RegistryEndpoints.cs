using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Sources.Registries;

/// <summary>Credentials of an organization for registries of images.</summary>
public static class RegistryEndpoints
{
    public static void MapRegistries(this IEndpointRouteBuilder routes)
    {
        var registries = routes.MapGroup("/api/v1/registries").WithTags("registries").Require(Permission.RegistriesManage);
        registries.MapGet("", ListAsync).WithSummary("List credentials for image registries, without their passwords.").Produces<IReadOnlyList<RegistryShape>>();
        registries.MapPost("", SetAsync).WithSummary("Keep credentials for an image registry, in place of those for the same host.").Produces<RegistryShape>(StatusCodes.Status201Created);
        registries.MapDelete("{id:guid}", RemoveAsync).WithSummary("Forget credentials for an image registry.").Produces(StatusCodes.Status204NoContent).ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageRequest request, HttpContext http, RegistryStore registries, CancellationToken ct)
    {
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var found = await registries.ListAsync(http.Actor().Organization, page.After is { } id ? new RegistryId(id) : null, page.Take, ct);
        return page.Answer(http, found, registry => registry.Id.Value, RegistryShape.From);
    }

    private static async Task<IResult> SetAsync(RegistryRequest request, HttpContext http, RegistryStore registries, Db db, CancellationToken ct)
    {
        var actor = http.Actor();
        if (!request.TryRead(out var host, out var credentials, out var faults))
            return faults.ToProblem()!;
        var made = await db.InTransactionAsync(
            async connection =>
            {
                var registry = await registries.SetAsync(connection, actor.Organization, host, credentials);
                await Audit.AddAsync(connection, actor, "set", "registries", registry.Id.ToString());
                return registry;
            },
            ct);
        return Results.Created($"/api/v1/registries/{made.Id}", RegistryShape.From(made));
    }

    private static async Task<IResult> RemoveAsync(Guid id, HttpContext http, Db db, CancellationToken ct)
    {
        var actor = http.Actor();
        var isGone = await db.InTransactionAsync(
            async connection =>
            {
                if (!await RegistryStore.RemoveAsync(connection, actor.Organization, new RegistryId(id)))
                    return false;
                await Audit.AddAsync(connection, actor, "delete", "registries", id.ToString());
                return true;
            },
            ct);
        return isGone ? Results.NoContent() : Problem.NotFound("registry");
    }
}
