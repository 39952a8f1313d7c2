using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps.Projects;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps;

/// <summary>Apps: list, create, read, delete, stop. In NanoPaaS's shape. What changes a release is with the deployments.</summary>
public static class AppsEndpoints
{
    public static void MapApps(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps").WithTags("apps");
        group.MapGet("/", ListAsync).WithSummary("List apps.").Produces<IReadOnlyList<AppShape>>().Require(Permission.AppsRead);
        group.MapPost("/", CreateAsync).WithSummary("Create an app.")
            .Produces<AppShape>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.AppsWrite);
        group.MapGet("/{app}", GetAsync).WithSummary("Read an app, by its id or slug.")
            .Produces<AppShape>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsRead);
        group.MapDelete("/{app}", DeleteAsync).WithSummary("Delete an app; its volumes are kept for 7 days.")
            .Produces<MessageShape>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsDelete);
        group.MapPost("/{app}/stop", StopAsync).WithSummary("Stop an app; open requests may finish first.")
            .Produces<MessageShape>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsWrite);
        routes.MapProjects();
    }

    private static async Task<IResult> ListAsync(
        string? project, string[]? label, [AsParameters] PageRequest request, HttpContext http, AppStore apps, ProjectStore projects, AppShapes shapes, CancellationToken ct)
    {
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var labels = new Dictionary<string, string>();
        foreach (var text in label ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } key, var value])
                return Problem.Invalid("label", "must be KEY=VALUE");
            labels[key] = value;
        }
        var organization = http.Actor().Organization;
        var within = project is null ? null : await projects.FindAsync(organization, project, ct);
        if (project is not null && within is null)
            return Problem.Invalid("project", "names no project");
        var filter = new AppFilter { Project = within?.Id, Labels = labels };
        var found = await apps.ListAsync(organization, filter, page.After is { } id ? new AppId(id) : null, page.Take, ct);
        return Results.Ok(await shapes.OfAsync(page.Cut(http, found, app => app.Id.Value), ct));
    }

    private static async Task<IResult> CreateAsync(
        AppRequest request, HttpContext http, CreateApp create, AppStore apps, ProjectStore projects, AppShapes shapes, CancellationToken ct)
    {
        var organization = http.Actor().Organization;
        var errors = request.Faults(isNew: true);
        Slug slug = default;
        if (request.Slug is { } text)
        {
            if (!Slug.TryParse(text, out slug, out var fault))
                errors["slug"] = [fault];
        }
        else if (!errors.ContainsKey("name") && !Slug.TryMake(request.Name!, out slug, out var fault))
        {
            errors["name"] = [$"{fault}: give a slug as well"];
        }
        var project = string.IsNullOrEmpty(request.Project) ? null : await projects.FindAsync(organization, request.Project, ct);
        if (!string.IsNullOrEmpty(request.Project) && project is null)
            errors["project"] = ["names no project"];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        if (await create.RunAsync(Read(request, organization, slug, project?.Id), ct) is not { } id)
            return Problem.Conflict($"The slug '{slug}' is taken. Choose another one.");
        var app = (await apps.FindAsync(organization, id.ToString(), ct))!;
        http.Response.Headers.ETag = app.ETag;
        return Results.Created($"/api/v1/apps/{app.Id}", await shapes.OfAsync(app, ct));
    }

    private static CreateApp.Request Read(AppRequest request, OrganizationId organization, Slug slug, ProjectId? project) => new()
    {
        Organization = organization,
        Name = request.Name!,
        Slug = slug,
        Description = request.Description ?? "",
        Project = project,
        Port = request.ExposedPort is 0 ? null : request.ExposedPort,
        MemoryBytes = request.MemoryLimit,
        CpuMillis = request.CpuMillis,
        HealthPath = string.IsNullOrEmpty(request.HealthPath) ? null : request.HealthPath,
        Strategy = request.Strategy,
        Hardened = request.Hardened ?? false,
        ReturnWhenCrashing = request.ReturnWhenCrashing ?? false,
        DockerfilePath = request.DockerfilePath is { } path ? BuildSettings.NormalizePath(path) : null,
        BuildTarget = string.IsNullOrEmpty(request.BuildTarget) ? null : request.BuildTarget,
        BuildArgs = (request.BuildArgs ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!),
        Labels = (request.Labels ?? []).ToDictionary(pair => pair.Key, pair => pair.Value!),
        PreDeployCommand = CommandText.Parse(request.PreDeployCommand ?? ""),
        PostDeployCommand = CommandText.Parse(request.PostDeployCommand ?? ""),
        DrainSeconds = request.DrainSeconds,
        StopGraceSeconds = request.StopGraceSeconds,
        StartDeadlineSeconds = request.StartDeadlineSeconds,
        Environment = request.EnvVars ?? [],
    };

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, AppShapes shapes, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        http.Response.Headers.ETag = found.ETag;
        return Results.Ok(await shapes.OfAsync(found, ct));
    }

    private static async Task<IResult> DeleteAsync(string app, HttpContext http, AppStore apps, DeleteApp delete, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await delete.RunAsync(found.Id, ct);
        return Results.Ok(new MessageShape($"'{found.Slug}' was deleted. Its volumes are kept for 7 days."));
    }

    private static async Task<IResult> StopAsync(string app, HttpContext http, AppStore apps, StopApp stop, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await stop.RunAsync(found.Id, ct);
        return Results.Ok(new MessageShape($"'{found.Slug}' is stopping: open requests may finish first."));
    }
}
