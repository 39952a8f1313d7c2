using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Machine;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Packages;
using Seaworthy.Machine.Postgres;
using Seaworthy.Machine.Progress;
using Seaworthy.Machine.Publishing;
using Seaworthy.Machine.Services;

namespace Seaworthy.Cli.Host;

/// <summary>`sea up`: from whatever this machine is like to a running installation. What serves apps is brought up first.</summary>
public static class UpCommand
{
    public static Command Create()
    {
        var noSample = new Option<bool>("--no-sample") { Description = "Do not deploy the sample app on the first run." };
        var command = new Command("up", "Install what is missing and start everything; do it again to upgrade or repair") { noSample };
        command.SetAction((result, cancellation) => RunAsync(withSample: !result.GetValue(noSample), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool withSample, CancellationToken cancellation)
    {
        Root.Demand("sea up");
        var checkout = Checkout.FromEnvironment();
        var installation = Installation.FromEnvironment();
        var home = installation.Home;
        var publisher = new Publisher(checkout, home);
        var steps = Steps.ForThisTerminal();
        TellAboutRedis(steps);

        home.Prepare();
        using var turn = Turn.Take(home);
        await CheckPortsAsync(installation, cancellation);
        var engine = installation.Docker;
        installation.Settings.Remember(home);

        await BringBackEdgeAsync(installation, publisher, steps, cancellation);
        await new PackageInstaller(steps, home.Log("install")).EnsureAsync(Needs.OfAnInstallation, cancellation);
        await steps.RunAsync(Service.Docker.Title, async step => step.Done((await engine.EnsureAsync(cancellation)).Version));
        await steps.RunAsync(Service.Postgres.Title, async step => step.Done(Told(await PostgresStarter.EnsureAsync(installation, cancellation))));
        await EnsureAsync(installation, publisher, Part.Edge, installation.Edge, steps, cancellation);
        await EnsureAsync(installation, publisher, Part.Server, installation.Server, steps, cancellation);

        using var client = LocalServer.Client(home);
        await steps.RunAsync("Ready", step => ReadyServer.WaitAsync(client, installation, step, cancellation));
        var sampleUrl = withSample ? await new SampleDeployment(client, installation, checkout).EnsureAsync(steps, cancellation) : null;
        Show(installation, await client.Server.CreateSetupLinkAsync(cancellation), sampleUrl);
        return 0;
    }

    private static async Task CheckPortsAsync(Installation installation, CancellationToken cancellation)
    {
        var settings = installation.Settings;
        foreach (var (port, variable, service) in new[] { (settings.RouterHttpPort, "ROUTER_HTTP_PORT", Service.Edge), (settings.ServerPort, "SERVER_PORT", Service.Server) })
        {
            var ours = await installation.Supervisor.ObserveAsync(service, cancellation);
            Machine.Ports.PortCheck.Demand(port, variable, holder => holder == ours.Process?.Id);
        }
    }

    /// <summary>After a crash or a reboot, apps answer again before anything else is looked at.</summary>
    private static async Task BringBackEdgeAsync(Installation installation, Publisher publisher, ISteps steps, CancellationToken cancellation)
    {
        if (publisher.Current(Part.Edge) is { } last && await installation.Supervisor.ObserveAsync(Service.Edge, cancellation) is { Process: null })
            await steps.RunAsync("Letting apps answer again", _ => installation.Supervisor.EnsureAsync(installation.Edge(last), cancellation));
    }

    private static async Task EnsureAsync(
        Installation installation, Publisher publisher, Part part, Func<Published, ServiceSpec> specify, ISteps steps, CancellationToken cancellation) =>
        await steps.RunAsync($"Seaworthy's {part.Name}", async step =>
        {
            var published = await publisher.PublishAsync(part, step, cancellation);
            step.Done($"{Told(await installation.Supervisor.EnsureAsync(specify(published), cancellation))}, version {published.Version}");
        });

    private static string Told(Ensured ensured) => ensured switch
    {
        Ensured.Started => "started",
        Ensured.Restarted => "changed and restarted",
        _ => "running",
    };

    private static void TellAboutRedis(ISteps steps)
    {
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("REDIS_", StringComparison.Ordinal)))
            steps.Say("REDIS_* is set, but Redis is not needed: PostgreSQL holds the queue and the events too.");
    }

    private static void Show(Installation installation, SetupLink? setup, string? sampleUrl)
    {
        Console.WriteLine();
        Console.WriteLine("Seaworthy is up.");
        Console.WriteLine($"  Dashboard      {installation.Settings.DashboardUrl}");
        if (setup is not null)
            Console.WriteLine($"  First sign-in  {setup.Url}  (works once, for one hour; ./sea setup prints a new one)");
        if (sampleUrl is not null)
            Console.WriteLine($"  Sample app     {sampleUrl}");
        Console.WriteLine("  API            TOKEN=$(./sea token create NAME)");
    }
}
