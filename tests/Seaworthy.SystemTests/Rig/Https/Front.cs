using Seaworthy.Machine.Https;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Services;
using Seaworthy.Machine.Settings;
using Seaworthy.SystemTests.Rig.Installations;
using Seaworthy.Testing;

namespace Seaworthy.SystemTests.Rig.Https;

/// <summary>Caddy in front of an installation's edge, brought up in the way of `sea up`: same files, same user, kept by a keeper.</summary>
public sealed class Front : IAsyncDisposable
{
    private readonly Installation installation;
    private readonly Keepers keepers;
    private readonly HttpsStarter starter;

    private Front(Installation installation, int port, Authority authority)
    {
        this.installation = installation;
        var home = new SeaworthyHome(installation.Home);
        home.Prepare();
        keepers = new Keepers(home, TimeProvider.System);
        var settings = new InstallationSettings(new Dictionary<string, string>
        {
            ["ROUTER_HTTP_PORT"] = $"{installation.Edge.Port}",
            ["ROUTER_HTTPS_PORT"] = $"{port}",
            ["ACME_DIRECTORY"] = authority.DirectoryUrl,
            ["ACME_EMAIL"] = "admin@example.test",
            ["ACME_ROOTS"] = authority.ServerRootFile,
        });
        starter = new HttpsStarter(home, settings, keepers, TimeProvider.System);
    }

    public static async Task<Front> Start(Installation installation, int port, Authority authority, CancellationToken cancel)
    {
        var front = new Front(installation, port, authority);
        await front.Start(cancel);
        return front;
    }

    /// <summary>When it returns, Caddy listens.</summary>
    public async Task Start(CancellationToken cancel)
    {
        await starter.EnsureAsync(cancel);
        installation.Own((await Process(cancel)).Id);
        // The keeper starts it again until it is ended itself.
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(installation.Home, "run", "caddy.keeper"), cancel))
            installation.Own(int.Parse(line.Split(' ')[0], null));
    }

    public Task Stop(CancellationToken cancel) => keepers.StopAsync(Service.Caddy, cancel);

    /// <summary>kill -9; its keeper starts it again after a second.</summary>
    public async Task KillAndReturn(CancellationToken cancel)
    {
        var before = await Process(cancel);
        await Signal.SendAsync(before, "KILL", cancel);
        await Eventually.Get(token => Process(token), now => now.Id != before.Id, TimeSpan.FromSeconds(30), "Caddy is started again", cancel);
        await Start(cancel);
    }

    public async Task<int> ProcessId(CancellationToken cancel) => (await Process(cancel)).Id;

    public async ValueTask DisposeAsync()
    {
        await Stop(CancellationToken.None);
        File.Copy(Path.Combine(installation.Home, "logs", "caddy.log"), Path.Combine(installation.Artifacts, "caddy.log"), overwrite: true);
    }

    private async Task<ProcessIdentity> Process(CancellationToken cancel) =>
        (await keepers.ObserveAsync(Service.Caddy, cancel)).Process ?? throw new InvalidOperationException("Caddy does not run.");
}
