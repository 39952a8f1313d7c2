using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;

namespace Seaworthy.Server.Apps;

/// <summary>Apps: create, read, change, delete, scale, stop. In NanoPaaS's shape.</summary>
public static class AppsEndpoints
{
    public static void MapApps(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps").WithTags("apps");
        group.MapGet("/", ListAsync).Require(Permission.AppsRead);
        group.MapPost("/", CreateAsync).Require(Permission.AppsWrite);
        group.MapGet("/{app}", GetAsync).Require(Permission.AppsRead);
        group.MapPut("/{app}", UpdateAsync).Require(Permission.AppsWrite);
        group.MapDelete("/{app}", DeleteAsync).Require(Permission.AppsDelete);
        group.MapPost("/{app}/scale", ScaleAsync).Require(Permission.AppsWrite);
        group.MapPost("/{app}/stop", StopAsync).Require(Permission.AppsWrite);
    }

    private static async Task<IResult> ListAsync(HttpContext http, AppStore apps, AppShapes shapes, CancellationToken ct) =>
        Results.Ok(await shapes.OfAsync(await apps.ListAsync(http.Actor().Organization, ct), ct));

    private static async Task<IResult> CreateAsync(AppRequest request, HttpContext http, CreateApp create, AppStore apps, AppShapes shapes, CancellationToken ct)
    {
        var errors = request.Faults(isNew: true);
        var text = request.Slug ?? Slug.Suggest(request.Name ?? "");
        if (!Slug.TryParse(text, out var slug, out var fault) && !errors.ContainsKey("name"))
            errors["slug"] = [request.Slug is null ? $"cannot be made from the name: it {fault}" : fault];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var id = await create.RunAsync(
            new CreateApp.Request
            {
                Organization = http.Actor().Organization,
                Name = request.Name!,
                Slug = slug,
                Description = request.Description ?? "",
                Port = request.ExposedPort,
                MemoryBytes = request.MemoryLimit,
                CpuMillis = request.CpuMillis,
                HealthPath = request.HealthPath,
                DrainSeconds = request.DrainSeconds,
                StopGraceSeconds = request.StopGraceSeconds,
                StartDeadlineSeconds = request.StartDeadlineSeconds,
                Environment = request.EnvVars ?? [],
            },
            ct);
        if (id is null)
            return Problem.Conflict($"The slug '{slug}' is taken. Choose another one.");
        var app = (await apps.FindAsync(http.Actor().Organization, id.Value.ToString(), ct))!;
        return Results.Created($"/api/v1/apps/{app.Id}", await shapes.OfAsync(app, ct));
    }

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, AppShapes shapes, CancellationToken ct) =>
        await apps.FindAsync(http.Actor().Organization, app, ct) is { } found ? Results.Ok(await shapes.OfAsync(found, ct)) : Problem.NotFound("app");

    private static async Task<IResult> UpdateAsync(
        string app, AppRequest request, HttpContext http, AppStore apps, UpdateApp update, AppShapes shapes, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var errors = request.Faults(isNew: false);
        if (request.EnvVars is not null)
            errors["env_vars"] = ["are set by POST /api/v1/apps/{id}/env"];
        if (request.Slug is { } text && text != found.Slug && !Slug.TryParse(text, out _, out var fault))
            errors["slug"] = [fault];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var changed = found with
        {
            Name = request.Name ?? found.Name,
            Slug = request.Slug ?? found.Slug,
            Description = request.Description ?? found.Description,
            Port = request.ExposedPort ?? found.Port,
            HealthPath = request.HealthPath ?? found.HealthPath,
            MemoryBytes = request.MemoryLimit ?? found.MemoryBytes,
            CpuMillis = request.CpuMillis ?? found.CpuMillis,
            DrainSeconds = request.DrainSeconds ?? found.DrainSeconds,
            StopGraceSeconds = request.StopGraceSeconds ?? found.StopGraceSeconds,
            StartDeadlineSeconds = request.StartDeadlineSeconds ?? found.StartDeadlineSeconds,
        };
        if (!await update.RunAsync(changed, ct))
            return Problem.Conflict($"The slug '{request.Slug}' is taken. Choose another one.");
        return Results.Ok(await shapes.OfAsync(changed, ct));
    }

    private static async Task<IResult> DeleteAsync(string app, HttpContext http, AppStore apps, DeleteApp delete, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await delete.RunAsync(found.Id, ct);
        return Results.Ok(new { message = $"'{found.Slug}' was deleted. Its volumes are kept for 7 days." });
    }

    private static async Task<IResult> ScaleAsync(string app, ScaleRequest request, HttpContext http, AppStore apps, ScaleApp scale, AppShapes shapes, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (request.Replicas is not (>= 0 and <= AppLimits.MostReplicas))
            return Problem.Invalid("replicas", $"must be between 0 and {AppLimits.MostReplicas}");
        if ((await shapes.OfAsync(found, ct)).CurrentImageId is null)
            return Problem.Conflict("Nothing is deployed yet, so there is nothing to scale. Deploy first.");
        await scale.RunAsync(found.Id, request.Process ?? "web", request.Replicas.Value, ct);
        return Results.Ok(new { message = $"Scaling {request.Process ?? "web"} to {request.Replicas}", replicas = request.Replicas });
    }

    private static async Task<IResult> StopAsync(string app, HttpContext http, AppStore apps, StopApp stop, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await stop.RunAsync(found.Id, ct);
        return Results.Ok(new { message = $"'{found.Slug}' is stopping: open requests may finish first." });
    }
}
