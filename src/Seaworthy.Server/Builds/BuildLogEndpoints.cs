using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Builds;

/// <summary>A build's log: a page as JSON, a stream as server-sent events, or text lines over a WebSocket.</summary>
internal static class BuildLogEndpoints
{
    private const int PageSize = 1_000;
    private const int LargestPage = 10_000;
    private const int LongestSilence = 20;

    public static async Task<IResult> GetAsync(Guid id, int? after, int? limit, HttpContext http, BuildStore store, FollowBuildLog follow, CancellationToken ct)
    {
        var build = new BuildId(id);
        if (await store.FindAsync(http.Actor().Organization, build, ct) is null)
            return Problem.NotFound("build");
        if (limit is < 1 or > LargestPage)
            return Problem.Invalid("limit", $"must be between 1 and {LargestPage}");
        if (after is < 0)
            return Problem.Invalid("after", "must be 0 or more");
        if (!http.Request.Headers.Accept.ToString().Contains("text/event-stream", StringComparison.OrdinalIgnoreCase))
            return Results.Ok(new BuildLogPage(await store.LinesAsync(build, after ?? 0, limit ?? PageSize, ct)));
        var seen = int.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : after ?? 0;
        return Results.ServerSentEvents(EventsAsync(follow, build, seen, ct));
    }

    /// <summary>NanoPaaS's socket: each line is a text message, and the server closes after the last one.</summary>
    public static async Task FollowAsync(Guid id, int? after, HttpContext http, BuildStore store, FollowBuildLog follow, CancellationToken ct)
    {
        var build = new BuildId(id);
        if (await store.FindAsync(http.Actor().Organization, build, ct) is null)
            await Problem.NotFound("build").ExecuteAsync(http);
        else
            await LiveSocket.SendAsync(http, TextAsync(follow.RunAsync(build, after ?? 0, ct), ct));
    }

    private static async IAsyncEnumerable<string> TextAsync(IAsyncEnumerable<IReadOnlyList<BuildLine>> portions, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var portion in portions.WithCancellation(ct))
        {
            foreach (var line in portion)
                yield return line.Line;
        }
    }

    private static async IAsyncEnumerable<SseItem<BuildLine?>> EventsAsync(FollowBuildLog follow, BuildId build, int after, [EnumeratorCancellation] CancellationToken ct)
    {
        var silence = 0;
        await foreach (var lines in follow.RunAsync(build, after, ct))
        {
            foreach (var line in lines)
                yield return new SseItem<BuildLine?>(line, "line") { EventId = line.Seq.ToString(CultureInfo.InvariantCulture) };
            silence = lines.Count == 0 ? silence + 1 : 0;
            // Something must travel now and then, or proxies take the connection for dead.
            if (silence >= LongestSilence)
            {
                silence = 0;
                yield return new SseItem<BuildLine?>(null, "ping");
            }
        }
        yield return new SseItem<BuildLine?>(null, "end");
    }
}

/// <summary>Lines of a build's log, the oldest first.</summary>
public sealed record BuildLogPage(IReadOnlyList<BuildLine> Logs);
