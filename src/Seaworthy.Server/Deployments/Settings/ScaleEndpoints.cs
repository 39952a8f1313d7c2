using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>How many instances of each process are wanted. Replicas belong to the app, so no release is made.</summary>
public static class ScaleEndpoints
{
    public static void MapScale(this IEndpointRouteBuilder routes) => routes.MapPost("/api/v1/apps/{app}/scale", ScaleAsync).WithTags("apps")
        .WithSummary("Set how many instances of its processes run.").IsChange<ScaleShape>().Require(Permission.AppsWrite);

    private static async Task<IResult> ScaleAsync(
        string app, ScaleRequest request, [AsParameters] ChangeOptions options, HttpContext http, AppStore apps, AppProcesses processes, ChangeSettings settings, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        var wanted = request.Processes ?? [];
        var errors = new InputFaults();
        if (request.Processes is null && request.Replicas is { } replicas)
            wanted = new Dictionary<string, int> { [request.Process ?? ProcessName.Web] = replicas };
        else
            errors.Require(request.Processes is { Count: > 0 } && request.Replicas is null, "replicas", $"must be between 0 and {AppLimits.MostReplicas}; of several processes give them in \"processes\" instead");
        foreach (var process in wanted.Keys.Where(process => !ProcessName.IsValid(process)))
            errors.Add(request.Processes is null ? "process" : "processes", "holds what is no name of a process: a letter, then letters, digits and dashes in lower case, 30 at most");
        foreach (var (process, count) in wanted)
            errors.Require(count is >= 0 and <= AppLimits.MostReplicas, request.Processes is null ? "replicas" : $"processes.{process}", $"must be between 0 and {AppLimits.MostReplicas}");
        if (errors.ToProblem() is { } problem)
            return problem;
        var known = await processes.ListAsync(found, ct);
        if (!known.Any(process => process.IsDeployed))
            return Problem.Conflict("Nothing is deployed yet, so there is nothing to scale. Deploy first.");
        var services = known.Where(process => process.Kind == "service").Select(process => process.Name).ToList();
        foreach (var process in wanted.Keys.Where(process => !services.Contains(process)))
            errors.Add(request.Processes is null ? "process" : $"processes.{process}", $"names no process of this app that can be scaled: {string.Join(", ", services)}");
        if (errors.ToProblem() is { } unknown)
            return unknown;

        var outcome = await settings.RunAsync(
            options.For(found, http),
            async (connection, before) =>
            {
                foreach (var (process, count) in wanted)
                    await ProcessStore.WriteAsync(connection, found.Id, before.OwnOf(process) with { Replicas = count });
                return null;
            },
            ct);
        return await outcome.AnswerAsync(
            http, apps, found,
            (_, _) => Task.FromResult(Results.Ok(new ScaleShape(
                $"Scaling {string.Join(", ", wanted.Select(pair => $"{pair.Key} to {pair.Value}"))}", wanted.Values.First(), wanted))),
            ct);
    }
}

/// <param name="Replicas">Of the first process that was named.</param>
public sealed record ScaleShape(string Message, int Replicas, IReadOnlyDictionary<string, int> Processes);
