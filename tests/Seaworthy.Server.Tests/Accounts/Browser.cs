using System.Net;
using System.Net.WebSockets;
using System.Text.RegularExpressions;

namespace Seaworthy.Server.Tests.Accounts;

/// <summary>A person's browser without script: keeps cookies, fills in forms, says where a post comes from.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient http;
    private readonly CookieContainer cookies = new();

    public Browser(Uri server)
    {
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = cookies }) { BaseAddress = server };
        http.DefaultRequestHeaders.Add("Accept", "text/html");
    }

    /// <summary>Sent with every post; null: none, as from a program.</summary>
    public string? Origin { get; set; }

    public IReadOnlyList<Cookie> Cookies => [.. cookies.GetAllCookies().Cast<Cookie>()];

    public Task<HttpResponseMessage> GetAsync(string path, CancellationToken cancel) => http.GetAsync(path, cancel);

    /// <summary>Opens a page and posts its form, with the page's hidden fields.</summary>
    public async Task<HttpResponseMessage> SubmitAsync(string page, string action, Dictionary<string, string> fields, CancellationToken cancel)
    {
        var html = await http.GetStringAsync(page, cancel);
        foreach (Match hidden in Hidden().Matches(html))
            fields.TryAdd(hidden.Groups["name"].Value, WebUtility.HtmlDecode(hidden.Groups["value"].Value));
        return await PostAsync(action, fields, cancel);
    }

    public async Task<HttpResponseMessage> PostAsync(string action, Dictionary<string, string> fields, CancellationToken cancel)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, action) { Content = new FormUrlEncodedContent(fields) };
        if (Origin is not null)
            request.Headers.Add("Origin", Origin);
        return await http.SendAsync(request, cancel);
    }

    /// <summary>What a page of this origin hears when it opens a WebSocket here, with the browser's cookies.</summary>
    public async Task<HttpStatusCode> SocketStatusAsync(string path, string origin, CancellationToken cancel)
    {
        using var socket = new ClientWebSocket();
        socket.Options.Cookies = cookies;
        socket.Options.CollectHttpResponseDetails = true;
        socket.Options.SetRequestHeader("Origin", origin);
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(http.BaseAddress!, path)) { Scheme = "ws" }.Uri, cancel);
        }
        catch (WebSocketException)
        {
            // Every other status than 101 is one to .NET.
        }
        return socket.HttpStatusCode;
    }

    public void Dispose() => http.Dispose();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}
