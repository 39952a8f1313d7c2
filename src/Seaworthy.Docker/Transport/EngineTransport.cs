using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;

namespace Seaworthy.Docker.Transport;

/// <summary>
/// HTTP over the engine's Unix socket: one API version for all calls, a deadline for each, and every failure to get an
/// answer as a <see cref="DockerUnavailableException"/>.
/// </summary>
internal sealed class EngineTransport : IDisposable
{
    private readonly DockerEngineOptions options;
    private readonly HttpClient http;

    // Two first calls may both ask: they get the same answer.
    private string? basePath;

    public EngineTransport(DockerEngineOptions options)
    {
        this.options = options;
        http = new HttpClient(SocketHandler.Create(options.SocketPath)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public void Dispose() => http.Dispose();

    /// <summary>The whole answer, whatever its status.</summary>
    public async Task<EngineReply> SendAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Deadline + request.Grace);
        return await GuardAsync(request, async () =>
        {
            using var response = await OpenResponseAsync(request, deadline.Token);
            var body = await response.Content.ReadAsByteArrayAsync(deadline.Token);
            return new EngineReply(request.Operation, response.StatusCode, body);
        }, cancellationToken);
    }

    public async Task<T> ReadAsync<T>(EngineRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken) =>
        (await SendAsync(request, cancellationToken)).Read(type);

    /// <summary>A body to be read as it comes, without a deadline.</summary>
    /// <exception cref="DockerException">The engine answered with an error.</exception>
    public async Task<EngineStream> OpenAsync(EngineRequest request, CancellationToken cancellationToken) =>
        await GuardAsync(request, async () =>
        {
            var response = await OpenResponseAsync(request, cancellationToken);
            if (response.IsSuccessStatusCode)
            {
                return new EngineStream(request.Operation, await response.Content.ReadAsStreamAsync(cancellationToken), response)
                {
                    ContentType = response.Content.Headers.ContentType?.MediaType,
                };
            }

            using (response)
            {
                var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
                throw new EngineReply(request.Operation, response.StatusCode, body).ToException();
            }
        }, cancellationToken);

    /// <summary>The streams of a process, on a connection of their own. The deadline holds until the engine has agreed.</summary>
    /// <exception cref="DockerException">The engine answered with an error.</exception>
    public async Task<ProcessStreams> HijackAsync(EngineRequest request, bool tty, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Deadline);
        return await GuardAsync(request, async () =>
            await Hijack.OpenAsync(request, await GetBasePathAsync(deadline.Token), options.SocketPath, tty, deadline.Token),
            cancellationToken);
    }

    /// <summary>The path of the agreed version: <c>http://docker/v1.45/</c>.</summary>
    private async Task<string> GetBasePathAsync(CancellationToken cancellationToken)
    {
        if (basePath is not null)
            return basePath;

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(options.Deadline);
        using var pong = await http.GetAsync(new Uri("http://docker/_ping"), deadline.Token);
        var offered = pong.Headers.TryGetValues("Api-Version", out var values) ? values.FirstOrDefault() : null;
        return basePath = $"http://docker/v{ApiVersion.Negotiate(offered)}/";
    }

    private async Task<HttpResponseMessage> OpenResponseAsync(EngineRequest request, CancellationToken cancellationToken)
    {
        using var message = request.ToMessage(await GetBasePathAsync(cancellationToken));
        return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
    }

    private async Task<T> GuardAsync<T>(EngineRequest request, Func<Task<T>> call, CancellationToken cancellationToken)
    {
        try
        {
            return await call();
        }
        catch (OperationCanceledException late) when (!cancellationToken.IsCancellationRequested)
        {
            var limit = options.Deadline + request.Grace;
            throw new DockerUnavailableException(request.Operation, $"no answer within {limit.TotalSeconds:0.#} s", late);
        }
        catch (Exception lost) when (lost is HttpRequestException or IOException or SocketException)
        {
            // The engine that comes back may be another version.
            basePath = null;
            throw new DockerUnavailableException(request.Operation, $"{options.SocketPath}: {lost.InnermostMessage()}", lost);
        }
    }
}
