using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Control;

/// <summary>
/// <c>PUT /table</c>, <c>PATCH /table</c>, <c>GET /status</c> (with <c>apps=true</c> for counts, <c>targets=busy</c> for those with something in flight only) on the control socket; and what only a successor asks: <c>POST /handover</c>,
/// <c>POST /retire</c>, <c>GET /own-status</c>.
/// </summary>
internal sealed class ControlRequests(
    TableUpdates updates, LiveTable live, LiveTargets targets, CountsByApp counts, Office office, ControlSocketFile socket, Predecessor? predecessor, TimeProvider clock, ILogger log)
{
    /// <summary>Nobody gets more memory for announcing more.</summary>
    private const long LargestAtOnce = 16 * 1024 * 1024;

    private int heard;
    private readonly DateTimeOffset startedAt = clock.GetUtcNow();

    public Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("PUT", "/table") => UpdateAsync(http, EdgeJson.Default.RouteTable, "table", updates.Apply),
        ("PATCH", "/table") => UpdateAsync(http, EdgeJson.Default.TableChange, "change", updates.Apply),
        ("GET", "/status") => AnswerStatusAsync(http, http.Request.Query["apps"] == "true", http.Request.Query["targets"] == "busy", ofOwn: false),
        ("GET", "/own-status") => AnswerStatusAsync(http, withApps: true, busyOnly: false, ofOwn: true),
        ("POST", "/handover") => StepAsideAsync(http),
        ("POST", "/retire") => RetireAsync(http),
        _ => ProblemAsync(http, 404, "There is no such thing here."),
    };

    private delegate TableUpdate Apply<T>(T update, ReadOnlySpan<byte> asItCame);

    /// <param name="what">A table or a change.</param>
    private async Task UpdateAsync<T>(HttpContext http, JsonTypeInfo<T> shape, string what, Apply<T> apply)
        where T : class
    {
        // Whole, since a table is kept on disk as it came, and read faster so.
        using var body = new MemoryStream((int)Math.Clamp(http.Request.ContentLength ?? 0, 0, LargestAtOnce));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        T? update;
        try
        {
            update = JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), shape);
        }
        catch (JsonException e)
        {
            var field = e.Path is ['$', '.', .. var path] ? path : what;
            await ProblemAsync(http, 400, $"This is not a {what}.", new Dictionary<string, IReadOnlyList<string>> { [field] = [e.Message] });
            return;
        }
        if (update is null)
        {
            await ProblemAsync(http, 400, $"The {what} must not be null.");
            return;
        }
        try
        {
            await (apply(update, body.GetBuffer().AsSpan(0, (int)body.Length)) switch
            {
                TableUpdate.NotInOffice => NotInOfficeAsync(http),
                TableUpdate.Stale stale => AnswerAsync(http, 409, new TableApplied(stale.AppliedVersion), EdgeJson.Default.TableApplied),
                TableUpdate.WholeNeeded needed => AnswerAsync(http, 409, new TableApplied(needed.AppliedVersion), EdgeJson.Default.TableApplied),
                TableUpdate.Rejected rejected => ProblemAsync(http, 400, $"This {what} cannot be served.", rejected.Faults),
                TableUpdate.Applied applied => AnswerAsync(http, 200, new TableApplied(applied.Version), EdgeJson.Default.TableApplied),
                var other => throw new InvalidOperationException($"Nobody knows what {other} means."),
            });
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.TableNotKept(e);
            await ProblemAsync(http, 500, $"The table could not be kept: {e.Message}");
        }
    }

    /// <summary>How often a successor has heard what is in flight and what was counted.</summary>
    public int Heard => Volatile.Read(ref heard);

    private Task StepAsideAsync(HttpContext http)
    {
        updates.StepAside();
        return AnswerAsync(http, 200, new SteppedAside(socket.Own), HandOverJson.Default.SteppedAside);
    }

    private Task RetireAsync(HttpContext http) => office.TryRetire()
        ? AnswerAsync(http, 200, new TableApplied(live.Current.Version), EdgeJson.Default.TableApplied)
        : ProblemAsync(http, 409, "This edge is in office again, because its successor took too long.");

    /// <param name="ofOwn">A successor asks: it may know what is not the whole truth.</param>
    private async Task AnswerStatusAsync(HttpContext http, bool withApps, bool busyOnly, bool ofOwn)
    {
        if (predecessor is not null && !await predecessor.AskAsync(http.RequestAborted))
        {
            await ProblemAsync(http, 503, "What the edge before this one has in flight cannot be known now.");
            return;
        }
        var table = live.Current;
        var own = new EdgeStatus
        {
            Version = table.Version,
            StartedAt = startedAt,
            Targets = targets.Report(table, busyOnly),
            Apps = withApps ? counts.Report() : null,
        };
        var status = predecessor?.Last is { } last ? Totals.Of(own, last, withInFlight: !predecessor.HasEnded) : own;
        if (!ofOwn && office.IsAside)
        {
            await NotInOfficeAsync(http);
            return;
        }
        await AnswerAsync(http, 200, status, EdgeJson.Default.EdgeStatus);
        if (ofOwn)
            Interlocked.Increment(ref heard);
    }

    private static Task NotInOfficeAsync(HttpContext http)
    {
        http.Response.Headers.Connection = "close";
        return ProblemAsync(http, 503, "Another edge is taking over. Ask again in a moment.");
    }

    private static Task ProblemAsync(HttpContext http, int status, string title, IReadOnlyDictionary<string, IReadOnlyList<string>>? errors = null) =>
        AnswerAsync(http, status, new TableProblem { Title = title, Status = status, Errors = errors }, EdgeJson.Default.TableProblem, "application/problem+json");

    private static async Task AnswerAsync<T>(HttpContext http, int status, T body, JsonTypeInfo<T> shape, string type = "application/json")
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        await JsonSerializer.SerializeAsync(http.Response.Body, body, shape, http.RequestAborted);
    }
}
