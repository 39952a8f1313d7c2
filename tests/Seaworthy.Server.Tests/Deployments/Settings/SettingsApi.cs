using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace Seaworthy.Server.Tests.Deployments.Settings;

/// <summary>Asks the real server for changes of settings; nothing is deployed, so no engine is needed.</summary>
internal sealed class SettingsApi(RunningServer server) : IDisposable
{
    private readonly HttpClient http = server.Root();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async Task<string> NewAppAsync(params (string Field, JsonNode? Value)[] settings)
    {
        var body = new JsonObject { ["name"] = $"s-{Guid.NewGuid():n}"[..12] };
        foreach (var (field, value) in settings)
            body[field] = value;
        var (status, answer, _) = await SendAsync(HttpMethod.Post, "/api/v1/apps", body);
        status.ShouldBe(HttpStatusCode.Created, answer?.ToJsonString());
        return $"/api/v1/apps/{answer!["id"]}";
    }

    public Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Whole)> SendAsync(HttpMethod method, string path, JsonNode? body = null, string? ifMatch = null) =>
        SendAsync(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), ifMatch);

    public Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Whole)> SendTextAsync(HttpMethod method, string path, string text) =>
        SendAsync(method, path, new StringContent(text, Encoding.UTF8, "text/plain"), ifMatch: null);

    public Task<string> GetTextAsync(string path) => http.GetStringAsync(path, Cancel);

    public async Task<JsonNode> GetAsync(string path) => JsonNode.Parse(await http.GetStringAsync(path, Cancel))!;

    /// <summary>Sends it and expects success.</summary>
    public async Task<JsonNode> DoAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var (status, answer, _) = await SendAsync(method, path, body);
        ((int)status).ShouldBeInRange(200, 299, answer?.ToJsonString());
        return answer!;
    }

    /// <summary>Sends it and expects a 400; gives the names of the fields that it complains about.</summary>
    public async Task<IReadOnlyList<string>> FaultsAsync(HttpMethod method, string path, JsonNode? body = null)
    {
        var (status, answer, _) = await SendAsync(method, path, body);
        status.ShouldBe(HttpStatusCode.BadRequest, answer?.ToJsonString());
        return [.. answer!["errors"]!.AsObject().Select(error => error.Key)];
    }

    public void Dispose() => http.Dispose();

    private async Task<(HttpStatusCode Status, JsonNode? Body, HttpResponseMessage Whole)> SendAsync(HttpMethod method, string path, HttpContent? content, string? ifMatch)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (ifMatch is not null)
            request.Headers.TryAddWithoutValidation("If-Match", ifMatch);
        var answer = await http.SendAsync(request, Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        return (answer.StatusCode, text.StartsWith('{') || text.StartsWith('[') ? JsonNode.Parse(text) : null, answer);
    }
}
