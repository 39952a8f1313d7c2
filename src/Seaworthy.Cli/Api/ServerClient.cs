using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Cli.Api;

/// <summary>The public HTTP API, spoken over the socket where whoever is root is the administrator.</summary>
public sealed class ServerClient(HttpClient http) : IDisposable
{
    private static readonly TimeSpan timeout = TimeSpan.FromSeconds(30);

    public static ServerClient OverSocket(SeaworthyHome home) => new(UnixSocketHttp.Client(home.AdminSocket, timeout));

    public void Dispose() => http.Dispose();

    /// <summary>Null while nobody listens.</summary>
    public async Task<Readiness?> ReadyAsync(CancellationToken cancellation)
    {
        try
        {
            using var answer = await http.GetAsync("/ready", cancellation);
            var text = await answer.Content.ReadAsStringAsync(cancellation);
            return new Readiness(answer.IsSuccessStatusCode, text);
        }
        catch (Exception silent) when (IsSilence(silent, cancellation))
        {
            return null;
        }
    }

    public Task<NewToken> CreateTokenAsync(NewTokenRequest request, CancellationToken cancellation) =>
        PostAsync("/api/v1/tokens", request, ApiJson.Default.NewTokenRequest, ApiJson.Default.NewToken, cancellation);

    /// <returns>Null when an administrator exists already, so that no setup is needed.</returns>
    public async Task<SetupLink?> CreateSetupLinkAsync(CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Post, "/api/v1/setup-links", null, cancellation);
        return answer.StatusCode == HttpStatusCode.Conflict ? null : await ReadAsync(answer, ApiJson.Default.SetupLink, cancellation);
    }

    public Task<IReadOnlyList<AppView>> ListAppsAsync(CancellationToken cancellation) =>
        GetAsync("/api/v1/apps", ApiJson.Default.IReadOnlyListAppView, cancellation);

    public Task<AppView> CreateAppAsync(NewAppRequest request, CancellationToken cancellation) =>
        PostAsync("/api/v1/apps", request, ApiJson.Default.NewAppRequest, ApiJson.Default.AppView, cancellation);

    public Task<DeploymentView> DeployAsync(Guid app, NewDeploymentRequest request, CancellationToken cancellation) =>
        PostAsync($"/api/v1/apps/{app}/deployments", request, ApiJson.Default.NewDeploymentRequest, ApiJson.Default.DeploymentView, cancellation);

    public Task<DeploymentView> GetDeploymentAsync(Guid id, CancellationToken cancellation) =>
        GetAsync($"/api/v1/deployments/{id}", ApiJson.Default.DeploymentView, cancellation);

    private async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var answer = await SendAsync(HttpMethod.Get, path, null, cancellation);
        return await ReadAsync(answer, type, cancellation);
    }

    private async Task<T> PostAsync<TRequest, T>(string path, TRequest body, JsonTypeInfo<TRequest> bodyType, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        using var content = JsonContent.Create(body, bodyType);
        using var answer = await SendAsync(HttpMethod.Post, path, content, cancellation);
        return await ReadAsync(answer, type, cancellation);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        try
        {
            return await http.SendAsync(request, cancellation);
        }
        catch (Exception silent) when (IsSilence(silent, cancellation))
        {
            throw new ServerSilentException(silent);
        }
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, JsonTypeInfo<T> type, CancellationToken cancellation)
    {
        if (!answer.IsSuccessStatusCode)
            throw new ServerRefusedException(answer, await ProblemAsync(answer, cancellation));
        return await answer.Content.ReadFromJsonAsync(type, cancellation) ?? throw new JsonException($"{answer.RequestMessage!.RequestUri} answered null.");
    }

    private static async Task<string> ProblemAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        var text = await answer.Content.ReadAsStringAsync(cancellation);
        try
        {
            return JsonSerializer.Deserialize(text, ApiJson.Default.ProblemView)?.Detail ?? text;
        }
        catch (JsonException)
        {
            return text;
        }
    }

    private static bool IsSilence(Exception failure, CancellationToken cancellation) =>
        failure is HttpRequestException or SocketException || (failure is TaskCanceledException && !cancellation.IsCancellationRequested);
}
