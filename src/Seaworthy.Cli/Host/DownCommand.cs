using System.CommandLine;
using Seaworthy.Cli.Output;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>`sea down`: ends the server, or everything that sea started.</summary>
public static class DownCommand
{
    public static Command Create()
    {
        var all = new Option<bool>("--all") { Description = "Also the edge, PostgreSQL and a Docker Engine that sea started: apps stop answering." };
        var command = new Command("down", "Stop the server; apps go on running and answering") { all };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(all), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool all, CancellationToken cancellation)
    {
        Root.Demand("sea down");
        var installation = Installation.AsSetUp();
        if (!installation.Home.Exists)
        {
            Console.WriteLine($"There is nothing to stop: {installation.Home.Root} holds no installation.");
            return 0;
        }
        using var turn = Turn.Take(installation.Home);
        var steps = Steps.ForThisTerminal();
        foreach (var service in all ? Service.All.Reverse() : [Service.Server])
            await StopAsync(installation, service, steps, cancellation);
        Console.WriteLine(all
            ? "Everything that sea started is down. Containers of apps are left to Docker; nothing leads to them until ./sea up."
            : "The server is down. Apps go on running and answering; ./sea up starts it again, ./sea down --all stops everything.");
        return 0;
    }

    private static async Task StopAsync(Installation installation, Service service, ISteps steps, CancellationToken cancellation)
    {
        if (await installation.Supervisor.ObserveAsync(service, cancellation) is { Process: null, IsKept: false })
            return;
        await steps.RunAsync($"Stopping {service.Title}", _ => installation.Supervisor.StopAsync(service, cancellation));
    }
}
