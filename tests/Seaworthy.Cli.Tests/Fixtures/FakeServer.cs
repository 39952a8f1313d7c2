using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Tests.Fixtures;

/// <summary>A server on the admin socket of a data directory of its own, which answers as a test tells it.</summary>
public sealed class FakeServer : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeServer(SeaworthyHome home, WebApplication app) => (Home, this.app) = (home, app);

    public SeaworthyHome Home { get; }

    public static async Task<FakeServer> StartAsync(Action<WebApplication> map, CancellationToken cancellation)
    {
        var home = new SeaworthyHome(Directory.CreateTempSubdirectory("sea-cli-").FullName);
        home.Prepare();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(home.AdminSocket));
        var app = builder.Build();
        map(app);
        await app.StartAsync(cancellation);
        return new FakeServer(home, app);
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Directory.Delete(Home.Root, recursive: true);
    }
}
