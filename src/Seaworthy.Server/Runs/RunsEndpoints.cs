using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Api;
using Seaworthy.Server.Api.OpenApi;
using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Runs;

/// <summary>One-off commands: start, watch, stop, read what they printed.</summary>
public static class RunsEndpoints
{
    private const int DefaultTail = 100;

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        var apps = routes.MapGroup("/api/v1/apps/{app}/runs").WithTags("runs");
        apps.MapPost("/", StartAsync).Require(Permission.RunsWrite).WithSummary("Run a command once, in a container of its own with the image and environment of what serves.")
            .Produces<RunShape>(StatusCodes.Status201Created).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        apps.MapGet("/", ListAsync).Require(Permission.RunsRead).WithSummary("List an app's runs, the newest first.")
            .Produces<IReadOnlyList<RunShape>>().ProducesProblem(StatusCodes.Status404NotFound);
        var runs = routes.MapGroup("/api/v1/runs").WithTags("runs");
        runs.MapGet("/{id:guid}", GetAsync).Require(Permission.RunsRead).WithSummary("Read a run: how it stands, or how it ended.")
            .Produces<RunShape>().ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapPost("/{id:guid}/stop", StopAsync).Require(Permission.RunsWrite).WithSummary("Stop a run: SIGTERM, ten seconds of grace, SIGKILL.")
            .Produces<RunShape>(StatusCodes.Status202Accepted).ProducesProblem(StatusCodes.Status404NotFound).ProducesProblem(StatusCodes.Status409Conflict);
        runs.MapGet("/{id:guid}/logs", LogsAsync).Require(Permission.LogsRead).WithSummary("Read what a run printed: the last lines, or live with Accept: text/event-stream.")
            .Produces<RunLogShape>().ProducesProblem(StatusCodes.Status404NotFound)
            .AlsoStreams("Events of type log, each a line with its stream; an event of type end when the run has ended and all was told.", """
                id: 2026-01-31T12:00:00.0000000+00:00
                event: log
                data: {"type":"log","stream":"stdout","content":"3 rows migrated","timestamp":"2026-01-31T12:00:00Z"}


                """);
        routes.MapGet("/ws/runs/{id:guid}/attach", AttachEndpoints.AttachAsync).WithTags("runs").Require(Permission.RunsWrite).WithSummary("Attach to a run's input and output, as a WebSocket.")
            .AsWebSocket(AttachEndpoints.Messages);
    }

    private static async Task<IResult> StartAsync(string app, RunRequest request, HttpContext http, AppStore apps, StartRun start, RunStore runs, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await apps.FindAsync(actor.Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead(out var command, out var fault))
            return fault!;
        var outcome = await start.RunAsync(
            new StartRun.Request
            {
                App = found.Id,
                Organization = actor.Organization,
                Command = command,
                Process = request.Process,
                Tty = request.Tty ?? false,
                Rows = request.Rows,
                Columns = request.Columns,
                Attached = request.Attach ?? false,
                Environment = request.Env ?? [],
                MemoryBytes = request.MemoryLimit,
                TimeoutSeconds = request.TimeoutSeconds ?? RunLimits.DefaultSeconds,
                Actor = actor.Name,
            },
            (connection, run) => Audit.AddAsync(connection, actor, "start", "runs", run.ToString()), ct);
        switch (outcome)
        {
            case StartRun.Outcome.Started started:
                return Results.Created($"/api/v1/runs/{started.Run}", RunShape.From((await runs.ReadAsync(started.Run, ct))!));
            case StartRun.Outcome.NoSuchProcess unknown:
                return Problem.Invalid("process", $"names no process of this app: {string.Join(", ", unknown.Known)}");
            case StartRun.Outcome.TooMany:
                return Problem.Conflict($"{RunLimits.MostAtOnce} commands of this app run already. Wait for one to end, or stop it.");
            case StartRun.Outcome.NoAddress none:
                return Problem.Conflict($"There is no address for it: {none.Reason}.");
            default:
                return Problem.Conflict("Nothing is deployed yet, so there is no image to run a command in. Deploy first.");
        }
    }

    private static async Task<IResult> ListAsync(string app, [AsParameters] PageRequest request, HttpContext http, AppStore apps, RunStore runs, CancellationToken ct)
    {
        if (await apps.FindAsync(http.Actor().Organization, app, ct) is not { } found)
            return Problem.NotFound("app");
        if (!request.TryRead<Guid>(out var page, out var fault))
            return fault;
        return page.Answer(http, await runs.ListAsync(found.Id, page.After, page.Take, ct), run => run.Id.Value, RunShape.From);
    }

    private static async Task<IResult> GetAsync(Guid id, HttpContext http, RunStore runs, CancellationToken ct) =>
        await runs.FindAsync(http.Actor().Organization, id, ct) is { } run ? Results.Ok(RunShape.From(run)) : Problem.NotFound("run");

    private static async Task<IResult> StopAsync(Guid id, HttpContext http, RunStore runs, StopRun stop, CancellationToken ct)
    {
        var actor = http.Actor();
        if (await runs.FindAsync(actor.Organization, id, ct) is not { } run)
            return Problem.NotFound("run");
        if (!await stop.RunAsync(run, $"stopped by {actor.Name}", connection => Audit.AddAsync(connection, actor, "stop", "runs", run.Id.ToString()), ct))
            return Problem.Conflict($"The run has ended already ({RunStore.Word(run.Status)}).");
        return Results.Accepted($"/api/v1/runs/{id}", RunShape.From((await runs.ReadAsync(run.Id, ct))!));
    }

    private static async Task<IResult> LogsAsync(Guid id, int? tail, HttpContext http, RunStore runs, RunLogs logs, CancellationToken ct)
    {
        if (await runs.FindAsync(http.Actor().Organization, id, ct) is not { } run)
            return Problem.NotFound("run");
        if (tail is < 0 or > RunLimits.KeptLines)
            return Problem.Invalid("tail", $"must be between 0 and {RunLimits.KeptLines}");
        if (http.Request.GetTypedHeaders().Accept.Any(type => type.MediaType == "text/event-stream"))
        {
            var after = DateTimeOffset.TryParse(http.Request.Headers["Last-Event-ID"], System.Globalization.CultureInfo.InvariantCulture, out var seen) ? seen : (DateTimeOffset?)null;
            return TypedResults.ServerSentEvents(EventsAsync(logs.FollowAsync(run, after, ct), ct));
        }
        var lines = await logs.TailAsync(run, tail ?? DefaultTail, ct);
        return Results.Ok(new RunLogShape([.. lines.Select(line => line.Text)], run.HasEnded ? 0 : 1, tail ?? DefaultTail));
    }

    private static async IAsyncEnumerable<SseItem<RunLineShape?>> EventsAsync(IAsyncEnumerable<RunLine> lines, [EnumeratorCancellation] CancellationToken ct)
    {
        await foreach (var line in lines.WithCancellation(ct))
            yield return new SseItem<RunLineShape?>(new RunLineShape("log", line.Stream, line.Text, line.At), "log") { EventId = line.At.ToString("O") };
        yield return new SseItem<RunLineShape?>(null, "end");
    }
}

/// <summary>A run as the API shows it.</summary>
/// <param name="Command">The program and its arguments.</param>
/// <param name="Process">Whose image, mounts and limits it has.</param>
/// <param name="Release">The release's number.</param>
/// <param name="Attach">It waits for a client at its socket, and ends when that stays away.</param>
/// <param name="ExitCode">Null until it has ended, and where it never ran or nobody knows.</param>
/// <param name="Error">Why it could not be run, or was ended.</param>
public sealed record RunShape(
    Guid Id, Guid AppId, IReadOnlyList<string> Command, string Process, int Release, string Status, bool Tty, bool Attach, int TimeoutSeconds, int? ExitCode, string? Error,
    DateTimeOffset CreatedAt, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt, string Actor)
{
    public static RunShape From(Run run) => new(
        run.Id.Value, run.AppId.Value, run.Command, run.Process, run.Release, RunStore.Word(run.Status), run.Tty, run.Attached, run.TimeoutSeconds, run.ExitCode, run.Error,
        run.CreatedAt, run.StartedAt, run.FinishedAt, run.Actor);
}

/// <summary>As an app's logs.</summary>
public sealed record RunLogShape(IReadOnlyList<string> Logs, int Containers, int Tail);

/// <param name="Stream">stdout, stderr or terminal.</param>
public sealed record RunLineShape(string Type, string Stream, string Content, DateTimeOffset Timestamp);
