using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Seaworthy.Edge.Client;

/// <summary>Speaks to the edge over its control socket. Safe for concurrent use; keep one.</summary>
public sealed class EdgeClient : IDisposable
{
    private const int MostTries = 10;

    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(100);

    private readonly HttpClient http;
    private readonly string socketPath;

    /// <param name="socketPath">The control socket, <c>$SEAWORTHY_HOME/run/edge-control.sock</c>.</param>
    public EdgeClient(string socketPath)
    {
        this.socketPath = socketPath;
        http = new HttpClient(ControlSocket.Handler(socketPath)) { BaseAddress = new Uri("http://edge/"), Timeout = TimeSpan.FromSeconds(30) };
    }

    /// <summary>When this returns <see cref="PutTableResult.Applied"/>, no new request goes to a target that the table leaves out.</summary>
    /// <exception cref="EdgeUnavailableException"/>
    public async Task<PutTableResult> PutTableAsync(RouteTable table, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Put, "table") { Content = JsonContent.Create(table, EdgeJson.Default.RouteTable) }, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new PutTableResult.Applied((await ReadAsync(response, EdgeJson.Default.TableApplied, cancellationToken)).Version),
            HttpStatusCode.Conflict => new PutTableResult.Stale((await ReadAsync(response, EdgeJson.Default.TableApplied, cancellationToken)).Version),
            HttpStatusCode.BadRequest => new PutTableResult.Rejected(Describe(await ReadAsync(response, EdgeJson.Default.TableProblem, cancellationToken))),
            _ => throw Unexpected(response),
        };
    }

    /// <summary>When this returns <see cref="ChangeTableResult.Applied"/>, no new request goes to a target that the changed table leaves out.</summary>
    /// <exception cref="EdgeUnavailableException"/>
    public async Task<ChangeTableResult> ChangeTableAsync(TableChange change, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Patch, "table") { Content = JsonContent.Create(change, EdgeJson.Default.TableChange) }, cancellationToken);
        return response.StatusCode switch
        {
            HttpStatusCode.OK => new ChangeTableResult.Applied((await ReadAsync(response, EdgeJson.Default.TableApplied, cancellationToken)).Version),
            HttpStatusCode.Conflict => new ChangeTableResult.WholeNeeded((await ReadAsync(response, EdgeJson.Default.TableApplied, cancellationToken)).Version),
            // An edge from before there were changes.
            HttpStatusCode.NotFound => new ChangeTableResult.WholeNeeded(null),
            HttpStatusCode.BadRequest => new ChangeTableResult.Rejected(Describe(await ReadAsync(response, EdgeJson.Default.TableProblem, cancellationToken))),
            _ => throw Unexpected(response),
        };
    }

    /// <summary>Applied version and what is in flight; <see cref="EdgeStatus.Apps"/> is null.</summary>
    /// <exception cref="EdgeUnavailableException"/>
    public Task<EdgeStatus> GetStatusAsync(CancellationToken cancellationToken) => GetStatusAsync("status", cancellationToken);

    /// <summary>The same, but <see cref="EdgeStatus.Targets"/> has only instances with something in flight (an older edge tells all): its size does not grow with the table.</summary>
    /// <exception cref="EdgeUnavailableException"/>
    public Task<EdgeStatus> GetBusyAsync(CancellationToken cancellationToken) => GetStatusAsync("status?targets=busy", cancellationToken);

    /// <summary>The status with the counters of every app.</summary>
    /// <exception cref="EdgeUnavailableException"/>
    public Task<EdgeStatus> GetCountersAsync(CancellationToken cancellationToken) => GetStatusAsync("status?apps=true", cancellationToken);

    public void Dispose() => http.Dispose();

    private async Task<EdgeStatus> GetStatusAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await SendAsync(() => new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);
        return response.IsSuccessStatusCode
            ? await ReadAsync(response, EdgeJson.Default.EdgeStatus, cancellationToken)
            : throw Unexpected(response);
    }

    /// <summary>An edge that is just being replaced says so by 503; a moment later its successor answers.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        for (var tries = 1; ; tries++)
        {
            var response = await SendOnceAsync(make, cancellationToken);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable || tries == MostTries)
                return response;
            response.Dispose();
            await Task.Delay(BetweenTries, cancellationToken);
        }
    }

    private async Task<HttpResponseMessage> SendOnceAsync(Func<HttpRequestMessage> make, CancellationToken cancellationToken)
    {
        using var request = make();
        try
        {
            return await http.SendAsync(request, cancellationToken);
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            throw new EdgeUnavailableException($"The edge does not answer on {socketPath}: {e.Message}", e);
        }
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> shape, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            return await response.Content.ReadFromJsonAsync(shape, cancellationToken) ?? throw Unexpected(response);
        }
        catch (JsonException e)
        {
            throw new EdgeUnavailableException($"The answer on {socketPath} is not an edge's: {e.Message}", e);
        }
    }

    private EdgeUnavailableException Unexpected(HttpResponseMessage response) =>
        new($"The edge on {socketPath} answered {(int)response.StatusCode} {response.ReasonPhrase}.");

    private static string Describe(TableProblem problem) =>
        problem.Errors is { Count: > 0 } errors
            ? string.Join(' ', errors.SelectMany(e => e.Value.Select(message => $"{e.Key}: {message}")))
            : problem.Detail ?? problem.Title;
}
