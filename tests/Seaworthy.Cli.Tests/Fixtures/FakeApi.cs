using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seaworthy.Testing;

namespace Seaworthy.Cli.Tests.Fixtures;

/// <summary>A request that the fake has got.</summary>
public sealed record GotRequest(string Method, string Path, string Query, string Body, IHeaderDictionary Headers);

/// <summary>A server on TCP that answers as a test tells it, may go away, and comes back on the same port.</summary>
public sealed class FakeApi : IAsyncDisposable
{
    private readonly Action<WebApplication> map;
    private WebApplication? app;

    private FakeApi(Action<WebApplication> map) => this.map = map;

    public int Port { get; } = FreePort.Next();

    public string Url => $"http://127.0.0.1:{Port}";

    public ConcurrentQueue<GotRequest> Requests { get; } = [];

    /// <summary>Those of one kind: "POST /api/v1/apps".</summary>
    public IEnumerable<GotRequest> Of(string request) => Requests.Where(got => $"{got.Method} {got.Path}" == request);

    public static async Task<FakeApi> Start(Action<WebApplication> map)
    {
        var api = new FakeApi(map);
        await api.ComeBack();
        return api;
    }

    public async Task ComeBack()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Url);
        app = builder.Build();
        app.UseWebSockets();
        app.Use(async (context, next) =>
        {
            context.Request.EnableBuffering();
            using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
            var body = context.WebSockets.IsWebSocketRequest ? "" : await reader.ReadToEndAsync(context.RequestAborted);
            context.Request.Body.Position = 0;
            Requests.Enqueue(new GotRequest(context.Request.Method, context.Request.Path, context.Request.QueryString.ToString(), body, new HeaderDictionary(context.Request.Headers.ToDictionary()))); // The server uses its own again.
            await next(context);
        });
        map(app);
        await app.StartAsync();
    }

    /// <summary>Nobody listens any more.</summary>
    public async Task GoAway()
    {
        await app!.DisposeAsync();
        app = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
            await app.DisposeAsync();
    }
}

/// <summary>Answers as the server writes them.</summary>
public static class Answers
{
    public static IResult Problem(int status, string detail) => Results.Json(new { type = "about:blank", title = "x", status, detail, error = detail }, statusCode: status, contentType: "application/problem+json");

    public static object App(string slug, string status = "running", int? release = 3) => new
    {
        id = Guid.Parse("0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10"), name = slug, slug, description = "", status, url = $"http://{slug}.localhost", replicas = 1, target_replicas = 2,
        release, memory_limit = 536870912L, cpu_quota = 50000, created_at = DateTimeOffset.UtcNow, updated_at = DateTimeOffset.UtcNow, labels = new { team = "shop" },
    };

    public static object Deployment(string status, int number = 7, string? reason = null, string? logTail = null, DateTimeOffset? finished = null) => new
    {
        id = Guid.Parse("0198c5a2-0000-7c1b-9f53-000000000007"), app_id = Guid.NewGuid(), number, trigger = "cli", actor = "ci", status, reason, log_tail = logTail, release = 4, url = "http://shop.localhost",
        phases = Array.Empty<object>(), created_at = DateTimeOffset.UtcNow, finished_at = finished,
    };
}
