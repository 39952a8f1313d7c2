using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Processes;
using Seaworthy.Server.Sources;

namespace Seaworthy.Server.Tests.Sources;

/// <summary>What git says to a server, and what it does not let itself be told.</summary>
public sealed class GitHttpTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("seaworthy-test-git-").FullName;
    private readonly ProcessRunner processes = new(TimeProvider.System);
    private readonly ConcurrentQueue<string> authorizations = new();
    private readonly WebApplication elsewhere = App();
    private readonly WebApplication server = App();
    private int requestsElsewhere;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_101_101);
        elsewhere.Run(context =>
        {
            Interlocked.Increment(ref requestsElsewhere);
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await elsewhere.StartAsync(Cancel);
        server.Run(context =>
        {
            authorizations.Enqueue(context.Request.Headers.Authorization.ToString());
            if (context.Request.Path.StartsWithSegments("/moved"))
                context.Response.Redirect($"{elsewhere.Urls.Single()}/app/info/refs?service=git-upload-pack");
            else
                context.Response.StatusCode = context.Request.Headers.Authorization.Count == 0 ? StatusCodes.Status401Unauthorized : StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        await server.StartAsync(Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        await elsewhere.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Credentials_travel_in_a_header_and_are_in_no_message()
    {
        var refused = await Should.ThrowAsync<SourceUnavailableException>(() => ResolveAsync(server.Urls.Single().Replace("http://", "http://me:s3cret@", StringComparison.Ordinal) + "/app"));

        authorizations.ShouldContain($"Basic {Convert.ToBase64String("me:s3cret"u8)}");
        refused.Message.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_private_repository_says_what_is_missing() =>
        (await Should.ThrowAsync<SourceUnavailableException>(() => ResolveAsync($"{server.Urls.Single()}/app"))).Message.ShouldContain("does not exist or is private");

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        var refused = await Should.ThrowAsync<SourceUnavailableException>(() => ResolveAsync($"{server.Urls.Single()}/moved/app"));

        refused.Message.ShouldContain("redirects to another address");
        requestsElsewhere.ShouldBe(0);
    }

    private async Task ResolveAsync(string address)
    {
        GitUrl.TryParse(address, out var url, out var error).ShouldBeTrue(error);
        var options = PlatformOptions.Read(name => name switch
        {
            "SEAWORTHY_HOME" => folder,
            "SEAWORTHY_GIT_ALLOWED_RANGES" => "127.0.0.0/8",
            _ => null,
        });
        var git = new GitRepository(new GitProgram(processes, new SourceAddresses(options), new SshIdentity(options, processes)));
        var user = await new UnprivilegedUser(options, processes, NullLogger<UnprivilegedUser>.Instance).GetAsync(Cancel);
        var workspace = Workspace.Create(Path.Combine(folder, "work"), user, _ => Task.CompletedTask);
        await git.ResolveAsync(url!, GitRef.Default, workspace, Cancel);
    }

    private static WebApplication App()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        return builder.Build();
    }
}
