using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Seaworthy.SystemTests.Rig.Git;

/// <summary>Serves the repositories below a directory by smart HTTP on loopback, through <c>git http-backend</c>.</summary>
public sealed class GitServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private int requests;

    private GitServer(WebApplication app) => this.app = app;

    /// <summary>While true the server accepts requests and says nothing.</summary>
    public bool Hangs { get; set; }

    /// <summary>How many requests have arrived.</summary>
    public int Requests => requests;

    public static async Task<GitServer> Start(string directory, CancellationToken cancel)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.WebHost.ConfigureKestrel(options => options.Limits.MaxRequestBodySize = null);
        var server = new GitServer(builder.Build());
        var backend = new GitHttpBackend(directory);
        server.app.Run(context => server.Answer(backend, context));
        await server.app.StartAsync(cancel);
        return server;
    }

    /// <summary>The address of a repository by its path below the directory.</summary>
    public string Url(string path) => $"{Address}/{path}";

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Address => app.Urls.Single();

    private async Task Answer(GitHttpBackend backend, HttpContext context)
    {
        Interlocked.Increment(ref requests);
        if (Hangs)
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        await backend.Answer(context);
    }
}
