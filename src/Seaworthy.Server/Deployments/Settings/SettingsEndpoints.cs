using System.Text.Json.Nodes;
using Npgsql;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Projects;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>Changes of an app's settings. What a release freezes becomes a new release of what serves.</summary>
public static class SettingsEndpoints
{
    public static void MapSettings(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps").WithTags("apps");
        group.MapPut("/{app}", PutAsync).WithSummary("Change settings of an app: what is null stays as it is.").IsChange<AppShape>().Require(Permission.AppsWrite);
        group.MapPatch("/{app}", PatchAsync).WithSummary("Change settings of an app: null removes, maps are merged.")
            .TakesJson<AppRequest>().IsChange<AppShape>().Require(Permission.AppsWrite);
        routes.MapScale();
        routes.MapProcesses();
        routes.MapVolumes();
        routes.MapEnvironment();
    }

    private static async Task<IResult> PutAsync(
        string app, AppRequest request, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, ChangeSettings settings, AppShapes shapes, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        return await ChangeAsync(found, request, merge: false, options, http, apps, settings, shapes, ct);
    }

    private static async Task<IResult> PatchAsync(
        string app, JsonObject patch, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, ChangeSettings settings, AppShapes shapes, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (AppPatch.Read(patch, out var request) is { } fault)
            return fault;
        return await ChangeAsync(found, request, merge: true, options, http, apps, settings, shapes, ct);
    }

    private static async Task<IResult> ChangeAsync(
        App found, AppRequest request, bool merge, ChangeOptions options, HttpContext http, AppStore apps, ChangeSettings settings, AppShapes shapes, CancellationToken ct)
    {
        var errors = request.Faults(isNew: false, mayRemove: merge);
        if (request.EnvVars is not null)
            errors["env_vars"] = ["are set by POST /api/v1/apps/{app}/env"];
        if (request.Slug is { } text && text != found.Slug && !Slug.TryParse(text, out _, out var fault))
            errors["slug"] = [fault];
        if (errors.Count > 0)
            return Problem.Invalid(errors);
        var outcome = await settings.RunAsync(options.For(found, http), (connection, before) => WriteAsync(connection, before.App, request, merge), ct);
        return await outcome.AnswerAsync(http, apps, found, async (app, done) => Results.Ok(await shapes.OfAsync(app, ct) with { DeploymentId = done.Deployment?.Value }), ct);
    }

    private static async Task<SettingsFault?> WriteAsync(NpgsqlConnection connection, App app, AppRequest request, bool merge)
    {
        var changed = request.ApplyTo(app, merge);
        if (request.Project is { Length: > 0 } text)
        {
            if (await ProjectStore.FindAsync(connection, app.OrganizationId, text) is not { } project)
                return new SettingsFault.Invalid("project", "names no project");
            changed = changed with { ProjectId = project.Id };
        }
        else if (request.Project is "")
        {
            changed = changed with { ProjectId = await ProjectStore.DefaultAsync(connection, app.OrganizationId) };
        }
        try
        {
            await AppStore.UpdateAsync(connection, changed);
            return null;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return new SettingsFault.Conflict($"The slug '{request.Slug}' is taken. Choose another one.");
        }
    }
}
