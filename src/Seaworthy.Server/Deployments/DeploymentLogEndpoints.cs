using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Deployments;

/// <summary>A deployment's log: as JSON, live by server-sent events or a WebSocket.</summary>
public static class DeploymentLogEndpoints
{
    public static void MapDeploymentLogs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/deployments/{id:guid}/logs", GetAsync).WithTags("deployments").WithSummary("Read or follow a deployment's log: its build and each step.").Produces<DeploymentLogShape>()
            .AlsoStreams("'line' for every line, whose id goes on from there as Last-Event-ID; 'end' when the deployment has ended.", "event: line\nid: 12.0\ndata: {\"id\":\"12.0\",\"source\":\"build\",\"line\":\"COPY . .\"}\n\n")
            .Require(Permission.LogsRead);
        routes.MapGet("/ws/deployments/{id:guid}/logs", SocketAsync).WithTags("deployments").WithSummary("Follow a deployment's log over a WebSocket.")
            .AsWebSocket("Each line is a text message: {\"id\",\"at\",\"source\",\"line\"}; the server closes after the last one.").Require(Permission.LogsRead);
    }

    private static async Task<IResult> GetAsync(Guid id, string? after, HttpContext http, DeploymentStore deployments, DeploymentLog log, CancellationToken ct)
    {
        if (await deployments.FindAsync(http.Actor().Organization, new DeploymentId(id), ct) is not { } found)
            return Problem.NotFound("deployment");
        if (http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
        {
            var seen = DeploymentCursor.Parse(http.Request.Headers["Last-Event-ID"]);
            return TypedResults.ServerSentEvents(EventsAsync(log.FollowAsync(http.Actor().Organization, found, seen, ct), ct));
        }
        var lines = await log.ReadAsync(found.Id, DeploymentCursor.Parse(after), ct);
        return TypedResults.Ok(new DeploymentLogShape([.. lines.Select(DeploymentLineShape.From)]));
    }

    private static async Task SocketAsync(Guid id, HttpContext http, DeploymentStore deployments, DeploymentLog log)
    {
        if (await deployments.FindAsync(http.Actor().Organization, new DeploymentId(id), http.RequestAborted) is not { } found)
        {
            await Problem.NotFound("deployment").ExecuteAsync(http);
            return;
        }
        var lines = log.FollowAsync(http.Actor().Organization, found, DeploymentCursor.Start, http.RequestAborted);
        await LiveSocket.SendAsync(http, lines.Select(line => ApiJson.Serialize(DeploymentLineShape.From(line))));
    }

    private static async IAsyncEnumerable<SseItem<DeploymentLineShape?>> EventsAsync(IAsyncEnumerable<DeploymentLine> lines, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in lines.WithCancellation(ct))
            yield return new SseItem<DeploymentLineShape?>(DeploymentLineShape.From(line), "line") { EventId = line.Cursor.ToString() };
        yield return new SseItem<DeploymentLineShape?>(null, "end");
    }
}

public sealed record DeploymentLogShape(IReadOnlyList<DeploymentLineShape> Logs);

/// <param name="Id">Give it as <c>after</c> or <c>Last-Event-ID</c> to go on from here.</param>
/// <param name="Source">The build's step, or <c>rollout</c>.</param>
public sealed record DeploymentLineShape(string Id, DateTimeOffset At, string Source, string Line)
{
    internal static DeploymentLineShape From(DeploymentLine line) => new(line.Cursor.ToString(), line.At, line.Source, line.Text);
}
