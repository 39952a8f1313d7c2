using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Seaworthy.SystemTests.Rig.Git;

namespace Seaworthy.Server.Tests.Sources.Rig;

/// <summary>Repositories by smart HTTP for whoever has the password, with the batch API of Git LFS.</summary>
internal sealed class PrivateGitServer : IAsyncDisposable
{
    public const string UserInfo = "me:s3cret";
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, byte[]> objects = new(StringComparer.Ordinal);

    private PrivateGitServer(WebApplication app) => this.app = app;

    /// <summary>Whatever was sent as Authorization: with a path before it.</summary>
    public ConcurrentQueue<(string Path, string Authorization)> Seen { get; } = [];

    /// <summary>Where the batch API says that files are; by default below this server.</summary>
    public string? ObjectsAt { get; set; }

    public string Address => app.Urls.Single();

    private static string Expected => $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes(UserInfo))}";

    public static async Task<PrivateGitServer> StartAsync(string directory, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var server = new PrivateGitServer(builder.Build());
        var backend = new GitHttpBackend(directory);
        server.app.Run(context => server.AnswerAsync(backend, context));
        await server.app.StartAsync(cancel);
        return server;
    }

    public string Url(string repository, string userInfo = UserInfo) => $"{Address.Replace("://", userInfo.Length == 0 ? "://" : $"://{userInfo}@", StringComparison.Ordinal)}/{repository}/.git";

    /// <summary>Keeps a large file, also under a name that is not its own.</summary>
    /// <returns>The text that stands for it in a repository.</returns>
    public string Keep(byte[] content, byte[]? instead = null)
    {
        var id = Convert.ToHexStringLower(SHA256.HashData(content));
        objects[id] = instead ?? content;
        return $"version https://git-lfs.github.com/spec/v1\noid sha256:{id}\nsize {content.Length}\n";
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task AnswerAsync(GitHttpBackend backend, HttpContext context)
    {
        var path = context.Request.Path.Value!;
        Seen.Enqueue((path, context.Request.Headers.Authorization.ToString()));
        if (path.StartsWith("/large/", StringComparison.Ordinal))
            await GiveAsync(path["/large/".Length..], context);
        else if (context.Request.Headers.Authorization != Expected)
            (context.Response.StatusCode, context.Response.Headers.WWWAuthenticate) = (StatusCodes.Status401Unauthorized, "Basic realm=\"git\"");
        else if (path.EndsWith("/info/lfs/objects/batch", StringComparison.Ordinal))
            await BatchAsync(context);
        else
            await backend.Answer(context);
    }

    private async Task BatchAsync(HttpContext context)
    {
        using var question = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        var found = question.RootElement.GetProperty("objects").EnumerateArray().Select(wanted => wanted.GetProperty("oid").GetString()!).Select(id => objects.ContainsKey(id)
            ? new { oid = id, actions = (object?)new { download = new { href = $"{ObjectsAt ?? Address}/large/{id}", header = new Dictionary<string, string> { ["X-Pass"] = "once" } } }, error = (object?)null }
            : new { oid = id, actions = (object?)null, error = (object?)new { code = 404, message = "Object does not exist" } });
        context.Response.ContentType = "application/vnd.git-lfs+json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new { transfer = "basic", objects = found }), context.RequestAborted);
    }

    private async Task GiveAsync(string id, HttpContext context)
    {
        if (context.Request.Headers["X-Pass"] == "once" && objects.TryGetValue(id, out var content))
            await context.Response.Body.WriteAsync(content, context.RequestAborted);
        else
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
    }
}
