using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>`sea restart` without an app: the server anew, with the settings as they are now; apps never notice.</summary>
public static class RestartCommand
{
    public static async Task<int> RunAsync(CancellationToken cancellation)
    {
        Root.Demand("sea restart");
        var installation = Installation.FromEnvironment();
        var published = Publisher.For(Origin.OfThisProgram(), installation.Home).Current(Part.Server) ?? throw new NothingInstalledException(installation.Home);
        using var turn = Turn.Take(installation.Home);
        installation.Settings.Remember(installation.Home);
        var steps = Steps.ForThisTerminal();
        await steps.RunAsync("Stopping the server", _ => installation.Supervisor.StopAsync(Service.Server, cancellation));
        await steps.RunAsync("Starting the server", _ => installation.Supervisor.StartAsync(installation.Server(published), cancellation));
        using var client = LocalServer.Client(installation.Home);
        await steps.RunAsync("Ready", step => ReadyServer.WaitAsync(client, installation, step, cancellation));
        return 0;
    }
}

public sealed class NothingInstalledException(SeaworthyHome home)
    : MachineException($"There is no installation in {home.Root} yet. Make one with ./sea up; if it lies elsewhere, set {SeaworthyHome.Variable}.");
