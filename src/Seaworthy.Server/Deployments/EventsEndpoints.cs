using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;
using Seaworthy.Server.Platform;

namespace Seaworthy.Server.Deployments;

/// <summary>What happened, step by step: the newest first, or live as it happens.</summary>
public static class EventsEndpoints
{
    private const string Stream = "'event' for everything that happens, whose id goes on from there as Last-Event-ID; without one, what happens from now on. 'ping' now and then.";
    private const string StreamExample = "event: event\nid: 4711\ndata: {\"id\":4711,\"kind\":\"step\",\"text\":\"web.1 start\"}\n\n";

    public static void MapEvents(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/apps/{app}/events", OfAppAsync).WithTags("events").WithSummary("List what happened to an app, the newest first, or follow it.")
            .Produces<IReadOnlyList<EventShape>>().AlsoStreams(Stream, StreamExample).Require(Permission.DeploymentsRead);
        routes.MapGet("/api/v1/events", OfAllAsync).WithTags("events").WithSummary("List what happened to all apps, the newest first, or follow it.")
            .Produces<IReadOnlyList<EventShape>>().AlsoStreams(Stream, StreamExample).Require(Permission.DeploymentsRead);
    }

    private static async Task<IResult> OfAppAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, EventFeed feed, CancellationToken ct) =>
        await apps.FindAsync(http.Actor().Organization, app, ct) is { } found ? await AnswerAsync(found.Id, request, http, feed, ct) : Problem.NotFound("app");

    private static async Task<IResult> OfAllAsync(string? app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, EventFeed feed, CancellationToken ct)
    {
        if (app is not null)
            return await OfAppAsync(app, request, http, apps, feed, ct);
        return await AnswerAsync(null, request, http, feed, ct);
    }

    private static async Task<IResult> AnswerAsync(AppId? app, PageRequest request, HttpContext http, EventFeed feed, CancellationToken ct)
    {
        if (!request.TryRead<long>(out var page, out var fault))
            return fault;
        var organization = http.Actor().Organization;
        if (!http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"))
            return page.Answer(http, await feed.ListAsync(organization, app, page.After, page.Take, ct), happened => happened.Id, happened => happened);
        var seen = long.TryParse(http.Request.Headers["Last-Event-ID"], NumberStyles.None, CultureInfo.InvariantCulture, out var last) ? last : (long?)null;
        return TypedResults.ServerSentEvents(EventsAsync(feed.FollowAsync(organization, app, seen, ct), ct));
    }

    private static async IAsyncEnumerable<SseItem<EventShape?>> EventsAsync(IAsyncEnumerable<EventShape?> events, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var happened in events.WithCancellation(ct))
            yield return happened is null ? new SseItem<EventShape?>(null, "ping") : new SseItem<EventShape?>(happened, "event") { EventId = happened.Id.ToString(CultureInfo.InvariantCulture) };
    }
}
