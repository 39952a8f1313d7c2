using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Logs;

/// <summary>Logs of apps: the end of them as JSON, live by server-sent events or a WebSocket.</summary>
public static class LogsEndpoints
{
    private const int DefaultTail = 100;
    private const int LongestTail = 5000;

    public static void MapLogs(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/apps/{app}/logs", GetAsync).WithTags("logs").WithSummary("Read the end of what an app printed, or follow it.").Produces<AppLogsShape>()
            .AlsoStreams("'log' for every line, whose id goes on from there as Last-Event-ID.", "event: log\nid: web.1@1769860800000000000\ndata: {\"type\":\"log\",\"instance\":\"web.1\",\"content\":\"listening on 8080\"}\n\n")
            .Require(Permission.LogsRead);
        routes.MapGet("/ws/apps/{app}/logs", SocketAsync).WithTags("logs").WithSummary("Follow what an app prints over a WebSocket.")
            .AsWebSocket("Each line is a text message: {\"type\":\"log\",\"container_id\",\"app_id\",\"instance\",\"stream\",\"content\",\"timestamp\"}. Nothing is read but the close.")
            .Require(Permission.LogsRead);
    }

    private static async Task<IResult> GetAsync(string app, int? tail, bool? timestamps, HttpContext http, AppStore apps, AppLogs logs, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (tail is < 0 or > LongestTail)
            return Problem.Invalid("tail", $"must be between 0 and {LongestTail}");
        if (http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"))
            return TypedResults.ServerSentEvents(EventsAsync(logs, found.Id, LogCursor.Parse(http.Request.Headers["Last-Event-ID"]), tail ?? DefaultTail, ct));
        var (lines, containers) = await logs.TailAsync(found.Id, tail ?? DefaultTail, ct);
        return TypedResults.Ok(new AppLogsShape([.. lines.Select(line => timestamps == true ? $"{line.Instance} {line.At:O} {line.Text}" : $"{line.Instance} {line.Text}")], containers, tail ?? DefaultTail));
    }

    private static async IAsyncEnumerable<SseItem<LogEvent>> EventsAsync(AppLogs logs, AppId app, LogCursor cursor, int tail, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in logs.FollowAsync(app, cursor, tail, ct))
            yield return new SseItem<LogEvent>(LogEvent.From(app, line), "log") { EventId = line.Cursor.ToString() };
    }

    private static async Task SocketAsync(string app, int? tail, HttpContext http, AppStore apps, AppLogs logs, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
        {
            await Problem.NotFound("app").ExecuteAsync(http);
            return;
        }
        var lines = logs.FollowAsync(found.Id, LogCursor.Start, Math.Clamp(tail ?? DefaultTail, 0, LongestTail), http.RequestAborted);
        await LiveSocket.SendAsync(http, lines.Select(line => ApiJson.Serialize(LogEvent.From(found.Id, line))));
    }

    /// <summary>NanoPaaS's shape of a live line.</summary>
    private sealed record LogEvent(string Type, string ContainerId, Guid AppId, string Instance, string Stream, string Content, DateTimeOffset Timestamp)
    {
        public static LogEvent From(AppId app, AppLogLine line) => new("log", line.Container, app.Value, line.Instance, line.Stream, line.Text, line.At);
    }
}

/// <summary>NanoPaaS's shape of the end of an app's log.</summary>
/// <param name="Logs">Each with its instance before it (and its time, with <c>timestamps=true</c>), the oldest first.</param>
/// <param name="Containers">How many containers they come from.</param>
/// <param name="Tail">How many were asked for.</param>
public sealed record AppLogsShape(IReadOnlyList<string> Logs, int Containers, int Tail);
