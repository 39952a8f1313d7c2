using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
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
        routes.MapGet("/api/v1/apps/{app}/logs", GetAsync).WithTags("logs").Require(Permission.LogsRead);
        routes.MapGet("/ws/apps/{app}/logs", SocketAsync).WithTags("logs").Require(Permission.LogsRead);
    }

    private static async Task<IResult> GetAsync(string app, int? tail, HttpContext http, AppStore apps, AppLogs logs, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (tail is < 0 or > LongestTail)
            return Problem.Invalid("tail", $"must be between 0 and {LongestTail}");
        if (http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"))
            return TypedResults.ServerSentEvents(EventsAsync(logs, found.Id, LogCursor.Parse(http.Request.Headers["Last-Event-ID"]), tail ?? DefaultTail, ct));
        var (lines, containers) = await logs.TailAsync(found.Id, tail ?? DefaultTail, ct);
        return Results.Ok(new { logs = lines.Select(line => $"{line.Instance} {line.Text}"), containers, tail = tail ?? DefaultTail });
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
