using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.HandingOver;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Control;

/// <summary>
/// <c>PUT /table</c>, <c>GET /status</c> and <c>GET /status?apps=true</c> on the control socket; and what only a successor asks: <c>POST /handover</c>,
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
        ("PUT", "/table") => PutTableAsync(http),
        ("GET", "/status") => AnswerStatusAsync(http, http.Request.Query["apps"] == "true", ofOwn: false),
        ("GET", "/own-status") => AnswerStatusAsync(http, withApps: true, ofOwn: true),
        ("POST", "/handover") => StepAsideAsync(http),
        ("POST", "/retire") => RetireAsync(http),
        _ => ProblemAsync(http, 404, "There is no such thing here."),
    };

    private async Task PutTableAsync(HttpContext http)
    {
        // Whole, since it is kept on disk as it came, and read faster so.
        using var body = new MemoryStream((int)Math.Clamp(http.Request.ContentLength ?? 0, 0, LargestAtOnce));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        RouteTable? table;
        try
        {
            table = JsonSerializer.Deserialize(body.GetBuffer().AsSpan(0, (int)body.Length), EdgeJson.Default.RouteTable);
        }
        catch (JsonException e)
        {
            var field = e.Path is ['$', '.', .. var path] ? path : "table";
            await ProblemAsync(http, 400, "This is not a table.", new Dictionary<string, IReadOnlyList<string>> { [field] = [e.Message] });
            return;
        }
        if (table is null)
        {
            await ProblemAsync(http, 400, "The table must not be null.");
            return;
        }
        try
        {
            await (updates.Apply(table, body.GetBuffer().AsSpan(0, (int)body.Length)) switch
            {
                TableUpdate.NotInOffice => NotInOfficeAsync(http),
                TableUpdate.Stale stale => AnswerAsync(http, 409, new TableApplied(stale.AppliedVersion), EdgeJson.Default.TableApplied),
                TableUpdate.Rejected rejected => ProblemAsync(http, 400, "This table cannot be served.", rejected.Faults),
                _ => AnswerAsync(http, 200, new TableApplied(table.Version), EdgeJson.Default.TableApplied),
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
    private async Task AnswerStatusAsync(HttpContext http, bool withApps, bool ofOwn)
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
            Targets = targets.Report(table),
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
