using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Apps.Projects;

/// <summary>Projects: groups of apps.</summary>
public static class ProjectsEndpoints
{
    public static void MapProjects(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/projects").WithTags("projects");
        group.MapGet("/", ListAsync).WithSummary("List projects.").Produces<IReadOnlyList<ProjectShape>>().Require(Permission.AppsRead);
        group.MapPost("/", CreateAsync).WithSummary("Create a project.")
            .Produces<ProjectShape>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.AppsWrite);
        group.MapGet("/{project}", GetAsync).WithSummary("Read a project, by its id or name.")
            .Produces<ProjectShape>().ProducesProblem(StatusCodes.Status404NotFound).Require(Permission.AppsRead);
        group.MapPut("/{project}", UpdateAsync).WithSummary("Rename or describe a project.")
            .Produces<ProjectShape>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.AppsWrite);
        group.MapDelete("/{project}", RemoveAsync).WithSummary("Delete a project that has no apps.")
            .Produces<MessageShape>().ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict).Require(Permission.AppsDelete);
    }

    private static async Task<IResult> ListAsync([AsParameters] PageRequest request, HttpContext http, ProjectStore projects, CancellationToken ct)
    {
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        var found = await projects.ListAsync(http.Actor().Organization, page.After is { } id ? new ProjectId(id) : null, page.Take, ct);
        return page.Answer(http, found, project => project.Id.Value, ProjectShape.From);
    }

    private static async Task<IResult> CreateAsync(ProjectRequest request, HttpContext http, ProjectStore projects, CancellationToken ct)
    {
        if (request.Faults(isNew: true) is { Count: > 0 } faults)
            return Problem.Invalid(faults);
        var made = await projects.CreateAsync(http.Actor().Organization, request.Name!, request.Description ?? "", ct);
        return made is null ? Taken(request.Name!) : Results.Created($"/api/v1/projects/{made.Id}", ProjectShape.From(made));
    }

    private static async Task<IResult> GetAsync(string project, HttpContext http, ProjectStore projects, CancellationToken ct) =>
        await projects.FindAsync(http.Actor().Organization, project, ct) is { } found ? Results.Ok(ProjectShape.From(found)) : Problem.NotFound("project");

    private static async Task<IResult> UpdateAsync(string project, ProjectRequest request, HttpContext http, ProjectStore projects, CancellationToken ct)
    {
        if (await projects.FindAsync(http.Actor().Organization, project, ct) is not { } found)
            return Problem.NotFound("project");
        if (request.Faults(isNew: false) is { Count: > 0 } faults)
            return Problem.Invalid(faults);
        var changed = found with { Name = request.Name ?? found.Name, Description = request.Description ?? found.Description };
        return await projects.UpdateAsync(changed, ct) ? Results.Ok(ProjectShape.From(changed)) : Taken(changed.Name);
    }

    private static async Task<IResult> RemoveAsync(string project, HttpContext http, ProjectStore projects, CancellationToken ct)
    {
        if (await projects.FindAsync(http.Actor().Organization, project, ct) is not { } found)
            return Problem.NotFound("project");
        return await projects.RemoveAsync(http.Actor().Organization, found.Id, ct) switch
        {
            ProjectRemoval.Removed => Results.Ok(new MessageShape($"Project '{found.Name}' was deleted.")),
            ProjectRemoval.HasApps => Problem.Conflict($"Project '{found.Name}' still has apps. Delete them, or move them to another project, first."),
            ProjectRemoval.IsDefault => Problem.Conflict($"'{found.Name}' is the default project, where apps go that name none. It can be renamed, but not deleted."),
            _ => Problem.NotFound("project"),
        };
    }

    private static Problem Taken(string name) => Problem.Conflict($"There is a project '{name}' already. Choose another name.");
}
