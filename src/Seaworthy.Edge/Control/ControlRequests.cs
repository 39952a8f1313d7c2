using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Edge.Balancing;
using Seaworthy.Edge.Client;
using Seaworthy.Edge.Counting;
using Seaworthy.Edge.Routing;

namespace Seaworthy.Edge.Control;

/// <summary><c>PUT /table</c>, <c>GET /status</c> and <c>GET /status?apps=true</c> on the control socket.</summary>
internal sealed class ControlRequests(TableUpdates updates, LiveTable live, LiveTargets targets, CountsByApp counts, TimeProvider clock, ILogger log)
{
    private readonly DateTimeOffset startedAt = clock.GetUtcNow();

    public Task HandleAsync(HttpContext http) => (http.Request.Method, http.Request.Path.Value) switch
    {
        ("PUT", "/table") => PutTableAsync(http),
        ("GET", "/status") => AnswerAsync(http, 200, Status(http.Request.Query["apps"] == "true"), EdgeJson.Default.EdgeStatus),
        _ => ProblemAsync(http, 404, "There is no such thing here."),
    };

    private async Task PutTableAsync(HttpContext http)
    {
        RouteTable? table;
        try
        {
            table = await JsonSerializer.DeserializeAsync(http.Request.Body, EdgeJson.Default.RouteTable, http.RequestAborted);
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
            await (updates.Apply(table) switch
            {
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

    private EdgeStatus Status(bool withApps)
    {
        var table = live.Current;
        return new EdgeStatus
        {
            Version = table.Version,
            StartedAt = startedAt,
            Targets = targets.Report(table),
            Apps = withApps ? counts.Report() : null,
        };
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
