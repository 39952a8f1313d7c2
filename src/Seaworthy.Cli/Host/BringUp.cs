using Seaworthy.Client;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Processes;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>The way from whatever this machine is like to a running installation. What serves apps is brought up first.</summary>
public sealed class BringUp(Installation installation, Origin origin, ISteps steps)
{
    private readonly Publisher publisher = Publisher.For(origin, installation.Home);

    /// <summary>Whether it can be brought up with its settings, as far as that can be known before anything is remembered or stopped.</summary>
    /// <exception cref="MachineException">A setting cannot be used, or a port is somebody else's.</exception>
    public async Task CheckSettingsAsync(CancellationToken cancellation)
    {
        installation.CheckSettings();
        var settings = installation.Settings;
        var ports = new List<(int Port, string Variable, Service Service)> { (settings.RouterHttpPort, "ROUTER_HTTP_PORT", Service.Edge), (settings.ServerPort, "SERVER_PORT", Service.Server) };
        // Where HTTPS was not asked for, it is done without instead.
        if (settings.HttpsWanted is true)
            ports.Add((settings.RouterHttpsPort, "ROUTER_HTTPS_PORT", Service.Caddy));
        foreach (var (port, variable, service) in ports)
        {
            var ours = await installation.Supervisor.ObserveAsync(service, cancellation);
            Machine.Ports.PortCheck.Demand(port, variable, holder => holder == ours.Process?.Id || IsKeeper(holder, service));
        }
    }

    /// <summary>Keepers hold the sockets of what they keep; they name it, and the folder in which they say who runs.</summary>
    private bool IsKeeper(int processId, Service service) =>
        ProcessTable.CommandLine(processId) is { } line && line.Contains(installation.Home.Run) && line.Contains(service.Name);

    /// <summary>What everything of ours stands on: packages, the engine, PostgreSQL. Apps answer again before any of it is looked at.</summary>
    public async Task FoundationsAsync(CancellationToken cancellation)
    {
        await BringBackEdgeAsync(cancellation);
        await installation.Https.BringBackAsync(cancellation);
        await new PackageInstaller(steps, installation.Home.Log("install")).EnsureAsync(Needs.OfAnInstallation, cancellation);
        await steps.RunAsync(Service.Docker.Title, async step => step.Done((await installation.Docker.EnsureAsync(cancellation)).Version));
        await steps.RunAsync(Service.Postgres.Title, async step => step.Done(Told(await PostgresStarter.EnsureAsync(installation, cancellation))));
    }

    /// <summary>Builds our programs beside those that run, and touches none of these.</summary>
    public async Task BuildAsync(CancellationToken cancellation)
    {
        foreach (var part in new[] { Part.Edge, Part.Server })
            await steps.RunAsync($"Building Seaworthy's {part.Name}", async step => step.Done($"version {(await publisher.PrepareAsync(part, step, cancellation)).Version}"));
    }

    /// <summary>Our programs, in the version that the origin has, until the server says that it is ready.</summary>
    public async Task ProgramsAsync(SeaworthyClient client, CancellationToken cancellation)
    {
        await EnsureAsync(Part.Edge, installation.Edge, cancellation);
        await new HttpsUp(installation, steps).EnsureAsync(cancellation);
        await EnsureAsync(Part.Server, installation.Server, cancellation);
        await steps.RunAsync("Ready", step => ReadyServer.WaitAsync(client, installation, step, cancellation));
        await InstallationIdentity.RememberAsync(installation, cancellation);
    }

    /// <summary>After a crash or a reboot.</summary>
    private async Task BringBackEdgeAsync(CancellationToken cancellation)
    {
        if (publisher.Current(Part.Edge) is { } last && await installation.Supervisor.ObserveAsync(Service.Edge, cancellation) is { Process: null })
            await steps.RunAsync("Letting apps answer again", _ => installation.Supervisor.EnsureAsync(installation.Edge(last), cancellation));
    }

    private async Task EnsureAsync(Part part, Func<Published, ServiceSpec> specify, CancellationToken cancellation) =>
        await steps.RunAsync($"Seaworthy's {part.Name}", async step =>
        {
            var published = await publisher.PublishAsync(part, step, cancellation);
            step.Done($"{Told(await installation.Supervisor.EnsureAsync(specify(published), cancellation))}, version {published.Version}");
        });

    private static string Told(Ensured ensured) => ensured switch
    {
        Ensured.Started => "started",
        Ensured.Restarted => "changed and restarted",
        Ensured.TookOver => "changed, and has taken over from the one before without a pause",
        _ => "running",
    };
}
