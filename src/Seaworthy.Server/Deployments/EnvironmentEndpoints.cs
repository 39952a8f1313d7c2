using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>An app's variables. A change becomes a new release of what serves.</summary>
public static class EnvironmentEndpoints
{
    public static void MapEnvironment(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/apps/{app}/env").WithTags("environment");
        group.MapGet("/", GetAsync).Require(Permission.EnvironmentRead);
        group.MapPost("/", SetAsync).Require(Permission.EnvironmentWrite);
        group.MapPut("/", SetAsync).Require(Permission.EnvironmentWrite);
        group.MapDelete("/{key}", RemoveAsync).Require(Permission.EnvironmentWrite);
    }

    private static async Task<IResult> GetAsync(string app, HttpContext http, AppStore apps, EnvironmentStore environment, CancellationToken ct) =>
        await apps.FindAsync(http.Actor().Organization, app, ct) is { } found
            ? Results.Ok(new { env_vars = await environment.ShowAsync(found.Id, ct) })
            : Problem.NotFound("app");

    private static async Task<IResult> SetAsync(
        string app, Dictionary<string, string> variables, HttpContext http, AppStore apps, EnvironmentStore environment, Db db, RequestDeployment deploy, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var faults = AppRequest.VariableFaults(variables).ToDictionary(fault => fault.Key, fault => (string[])[fault.Value]);
        if (faults.Count > 0)
            return Problem.Invalid(faults);
        var shown = await environment.ShowAsync(found.Id, ct);
        if (shown.Keys.Union(variables.Keys).Count() > AppLimits.MostVariables)
            return Problem.Invalid("env_vars", $"may hold {AppLimits.MostVariables} variables at most");
        await db.InTransactionAsync(connection => environment.MergeAsync(connection, found.OrganizationId, found.Id, variables), ct);
        return await AnswerAsync("Environment updated", found, http, environment, deploy, ct);
    }

    private static async Task<IResult> RemoveAsync(
        string app, string key, HttpContext http, AppStore apps, EnvironmentStore environment, Db db, RequestDeployment deploy, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!await db.InTransactionAsync(connection => EnvironmentStore.RemoveAsync(connection, found.Id, key), ct))
            return Problem.NotFound("variable");
        return await AnswerAsync($"{key} removed", found, http, environment, deploy, ct);
    }

    private static async Task<IResult> AnswerAsync(string message, App app, HttpContext http, EnvironmentStore environment, RequestDeployment deploy, CancellationToken ct)
    {
        var deployment = await deploy.ForSettingsAsync(new RequestDeployment.By(app.Id, "config", http.Actor().Name), ct);
        return Results.Ok(new { message, env_vars = await environment.ShowAsync(app.Id, ct), deployment_id = deployment?.Value });
    }
}
