using System.CommandLine;
using Seaworthy.Cli.Api;
using Seaworthy.Cli.Output;
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

        if (publisher.Current(Part.Edge) is { } lastEdge)
            await EnsureAsync(installation, steps, installation.Edge(lastEdge), cancellation);
        await new PackageInstaller(steps, home.Log("install")).EnsureAsync(Needs.OfAnInstallation, cancellation);
        await steps.RunAsync("Docker Engine", async step => step.Done((await engine.EnsureAsync(cancellation)).Version));
        await steps.RunAsync("PostgreSQL", async step => step.Done(Told(await PostgresStarter.EnsureAsync(installation, cancellation))));
        var edge = await PublishAsync(publisher, Part.Edge, steps, cancellation);
        await EnsureAsync(installation, steps, installation.Edge(edge), cancellation);
        var server = await PublishAsync(publisher, Part.Server, steps, cancellation);
        await EnsureAsync(installation, steps, installation.Server(server), cancellation);

        using var client = ServerClient.OverSocket(home);
        await steps.RunAsync("Ready", step => ReadyServer.WaitAsync(client, installation, step, cancellation));
        var setup = await client.CreateSetupLinkAsync(cancellation);
        var sampleUrl = withSample ? await new SampleDeployment(client, installation, checkout).EnsureAsync(steps, cancellation) : null;
        Show(installation, setup, sampleUrl);
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

    private static async Task<Published> PublishAsync(Publisher publisher, Part part, ISteps steps, CancellationToken cancellation) =>
        await steps.RunAsync($"Building the {part.Name}", async step =>
        {
            var (published, isNew) = await publisher.PublishAsync(part, cancellation);
            step.Done(isNew ? $"version {published.Version}" : $"version {published.Version} is current");
            return published;
        });

    private static async Task EnsureAsync(Installation installation, ISteps steps, ServiceSpec spec, CancellationToken cancellation) =>
        await steps.RunAsync(spec.Service.Title, async step => step.Done(Told(await installation.Supervisor.EnsureAsync(spec, cancellation))));

    private static string Told(Ensured ensured) => ensured switch
    {
        Ensured.Started => "started",
        Ensured.Restarted => "restarted, because it had changed",
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
