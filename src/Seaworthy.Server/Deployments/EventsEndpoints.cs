using Dapper;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform.Database;

namespace Seaworthy.Server.Deployments;

/// <summary>What happened to an app, step by step, the newest first.</summary>
public static class EventsEndpoints
{
    private const int PageSize = 200;

    public static void MapEvents(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/apps/{app}/events", ListAsync).WithTags("events").Require(Permission.DeploymentsRead);

    private static async Task<IResult> ListAsync(string app, long? before, HttpContext http, AppStore apps, Db db, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        await using var connection = await db.OpenAsync(ct);
        return Results.Ok(await connection.QueryAsync<EventShape>(
            "select id, deployment_id, at, kind, text from events where app_id = @Id and (@before::bigint is null or id < @before) order by id desc limit @PageSize",
            new { found.Id, before, PageSize }));
    }

    private sealed record EventShape
    {
        public long Id { get; init; }

        public Guid? DeploymentId { get; init; }

        public DateTimeOffset At { get; init; }

        public string Kind { get; init; } = "";

        public string Text { get; init; } = "";
    }
}
