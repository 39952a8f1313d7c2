using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>What happened to an app, step by step, the newest first.</summary>
public static class EventsEndpoints
{
    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/apps/{app}/events", ListAsync).WithTags("events").WithSummary("List what happened to an app, the newest first.")
            .Produces<IReadOnlyList<EventShape>>().Require(Permission.DeploymentsRead);

    private static async Task<IResult> ListAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<long>(out var page, out var fault))
            return fault;
        await using var connection = await db.OpenAsync(ct);
        var events = await connection.QueryAsync<EventShape>(
            "select id, deployment_id, at, kind, text from events where app_id = @Id and (@After::bigint is null or id < @After) order by id desc limit @Take",
            new { found.Id, page.After, page.Take });
        return page.Answer(http, events.AsList(), happened => happened.Id, happened => happened);
    }
}
