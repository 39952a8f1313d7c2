using System.Net.Http.Headers;
using System.Net.Sockets;
using Dapper;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Seaworthy.Server.Accounts;
using Seaworthy.Server.Accounts.Tokens;
using Seaworthy.Server.Builds;
using Seaworthy.Server.Platform;
using Seaworthy.Server.Platform.Database;
using Seaworthy.Server.Platform.Hosting;
using Seaworthy.Testing.Database;

namespace Seaworthy.Server.Tests;

/// <summary>
/// The whole server of a test class, listening on a free port and on its administrator's socket, on a database of its own.
/// It finds no Docker Engine and no edge.
/// </summary>
public sealed class RunningServer(TestCluster cluster) : IAsyncLifetime
{
    private readonly TestDatabase database = new(cluster);
    private WebApplication? app;

    public Uri Address => new($"http://127.0.0.1:{Options.ServerPort}");

    public PlatformOptions Options { get; private set; } = null!;

    public IServiceProvider Services => app!.Services;

    public Db Db => database.Db;

    /// <summary>The first organization: the local administrator's.</summary>
    public OrganizationId Home => Services.GetRequiredService<Installation>().DefaultOrganization;

    /// <summary>Everything that is mapped: API, pages, sockets, files.</summary>
    public IReadOnlyList<RouteEndpoint> Endpoints => [.. ((IEndpointRouteBuilder)app!).DataSources.SelectMany(source => source.Endpoints).Cast<RouteEndpoint>()];

    public async ValueTask InitializeAsync()
    {
        await database.InitializeAsync();
        Options = database.Options with { DockerSocket = Path.Combine(database.Options.Home, "no-docker.sock") };
        app = Program.Build(Options, new BuildOptions { EnginePatience = TimeSpan.Zero }, ["--Logging:LogLevel:Default=Error"]);
        await app.PrepareAsync(TestContext.Current.CancellationToken);
        await app.StartAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Root on the Unix socket.</summary>
    public HttpClient Root() => new(new SocketsHttpHandler { ConnectCallback = (_, cancel) => ConnectAsync(cancel) }) { BaseAddress = new Uri("http://seaworthy") };

    /// <summary>Somebody on TCP, with this token or without one. Redirects and cookies are left to the test.</summary>
    public HttpClient Client(string? token = null)
    {
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    /// <summary>A token of this role in this organization (or in the first one).</summary>
    public async Task<string> TokenAsync(Role role, CancellationToken cancel, OrganizationId? organization = null)
    {
        var creator = new Actor(organization ?? Home, "the test", Role.Owner, IsLocalRoot: false, Token: null, User: null);
        var (_, secret) = await Services.GetRequiredService<CreateToken>().RunAsync(creator, new CreateToken.Request("test", role, null), cancel);
        return secret.Reveal();
    }

    public async Task<OrganizationId> NewOrganizationAsync(CancellationToken cancel)
    {
        var id = Ids.New<OrganizationId>();
        await using var connection = await Db.OpenAsync(cancel);
        await connection.ExecuteAsync("insert into organizations (id, name) values (@id, 'Another')", new { id });
        return id;
    }

    public async ValueTask DisposeAsync()
    {
        if (app is not null)
        {
            await app.StopAsync();
            await app.DisposeAsync();
        }
        await database.DisposeAsync();
    }

    private async ValueTask<Stream> ConnectAsync(CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Options.AdminSocket), cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
