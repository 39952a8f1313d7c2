using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>`sea restart` without an app: the server anew, with the settings as they are now; apps never notice.</summary>
public static class RestartServer
{
    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        Root.Demand("sea restart");
        var installation = Installation.FromEnvironment();
        var origin = Origin.OfThisProgram();
        var published = Publisher.For(origin, installation.Home).Current(Part.Server) ?? throw new NothingInstalledException(installation.Home);
        using var turn = Turn.Take(installation.Home);
        var steps = Steps.ForThisTerminal();
        await new BringUp(installation, origin, steps).CheckSettingsAsync(cancellation);
        installation.Settings.Remember(installation.Home);
        await steps.RunAsync("Stopping the server", _ => installation.Supervisor.StopAsync(Service.Server, cancellation));
        await steps.RunAsync("Starting the server", _ => installation.Supervisor.StartAsync(installation.Server(published), cancellation));
        using var client = LocalServer.Client(installation.Home);
        await steps.RunAsync("Ready", step => ReadyServer.WaitAsync(client, installation, step, cancellation));
        return 0;
    }
}
