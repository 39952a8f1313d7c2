using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;

namespace Seaworthy.SystemTests.Rig.Api;

/// <summary>An answer that is no success: the status and the whole body.</summary>
public sealed class ApiException(HttpStatusCode status, string request, string body)
    : Exception($"{request} was answered with {(int)status}: {body}")
{
    public HttpStatusCode Status => status;

    public string Body => body;
}

/// <summary>Speaks HTTP with one server, as one actor.</summary>
public sealed class ApiClient : IDisposable
{
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    private readonly HttpClient http;

    private ApiClient(HttpClient http) => this.http = http;

    public static ApiClient OverSocket(string path)
    {
        var handler = new SocketsHttpHandler { ConnectCallback = (_, cancel) => Connect(path, cancel) };
        return new ApiClient(new HttpClient(handler) { BaseAddress = new Uri("http://seaworthy"), Timeout = TimeSpan.FromSeconds(60) });
    }

    public static ApiClient OverTcp(Uri server, string? token)
    {
        var http = new HttpClient { BaseAddress = server, Timeout = TimeSpan.FromSeconds(60) };
        if (token is not null)
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return new ApiClient(http);
    }

    public void Dispose() => http.Dispose();

    public async Task<bool> IsReady(CancellationToken cancel)
    {
        using var answer = await http.GetAsync("/ready", cancel);
        return answer.IsSuccessStatusCode;
    }

    /// <summary>The status of any request, whatever it is.</summary>
    public async Task<HttpStatusCode> Status(HttpMethod method, string path, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);
        return answer.StatusCode;
    }

    public Task<T> Get<T>(string path, CancellationToken cancel) => Send<T>(HttpMethod.Get, path, null, cancel);

    public Task<T> Post<T>(string path, object? body, CancellationToken cancel) => Send<T>(HttpMethod.Post, path, body, cancel);

    /// <exception cref="ApiException">The answer is no success.</exception>
    public async Task<string> SendText(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body, options: Json) };
        using var answer = await http.SendAsync(request, cancel);
        var text = await answer.Content.ReadAsStringAsync(cancel);
        return answer.IsSuccessStatusCode ? text : throw new ApiException(answer.StatusCode, $"{method} {path}", text);
    }

    /// <summary>A response whose body is read as it comes.</summary>
    public async Task<HttpResponseMessage> Open(HttpRequestMessage request, CancellationToken cancel) =>
        await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancel);

    private async Task<T> Send<T>(HttpMethod method, string path, object? body, CancellationToken cancel)
    {
        var text = await SendText(method, path, body, cancel);
        return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JsonException($"{method} {path} answered null.");
    }

    private static async ValueTask<Stream> Connect(string path, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancel);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
