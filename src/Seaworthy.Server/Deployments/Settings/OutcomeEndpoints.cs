using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Apps.Settings;

namespace Seaworthy.Server.Deployments.Settings;

/// <summary>Turns the outcome of a change into an answer, the same for every write of settings.</summary>
internal static class OutcomeEndpoints
{
    /// <summary>Declares what every change may answer.</summary>
    public static RouteHandlerBuilder IsChange<TShape>(this RouteHandlerBuilder endpoint, int status = StatusCodes.Status200OK) =>
        (status == StatusCodes.Status200OK ? endpoint : endpoint.Produces<DryRunShape>())
        .Produces<TShape>(status)
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status412PreconditionFailed);

    /// <param name="answer">Given the app as it is now.</param>
    public static async Task<IResult> AnswerAsync(
        this ChangeSettings.Outcome outcome, HttpContext http, AppStore apps, App app, Func<App, ChangeSettings.Outcome.Done, Task<IResult>> answer, CancellationToken ct)
    {
        switch (outcome)
        {
            case ChangeSettings.Outcome.Refused refused:
                return ProblemOf(refused.Fault);
            case ChangeSettings.Outcome.Planned planned:
                return Results.Ok(new DryRunShape(DryRun: true, planned.Changes, planned.MakesRelease, planned.Plan));
            default:
                if (await apps.FindAsync(http.Actor().Organization, app.Id.ToString(), ct) is not { } now)
                    return Problem.NotFound("app");
                http.Response.Headers.ETag = now.ETag;
                return await answer(now, (ChangeSettings.Outcome.Done)outcome);
        }
    }

    private static Problem ProblemOf(SettingsFault fault) => fault switch
    {
        SettingsFault.Invalid invalid => Problem.Invalid(invalid.Field, invalid.What),
        SettingsFault.Conflict conflict => Problem.Conflict(conflict.Detail),
        SettingsFault.NotFound absent => Problem.NotFound(absent.What),
        SettingsFault.Stale stale => Problem.Of(
            StatusCodes.Status412PreconditionFailed, $"The settings were changed since you read them; they are at version \"{stale.Version}\" now. Read the app again, then repeat your change."),
        _ => throw new InvalidOperationException($"Nobody knows how to tell '{fault}'."),
    };
}
