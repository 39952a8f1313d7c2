using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Client.Machine;
using Seaworthy.Machine;
using Seaworthy.Machine.Layout;
using Seaworthy.Machine.Progress;

namespace Seaworthy.Cli.Host;

/// <summary>`sea up`: from whatever this machine is like to a running installation.</summary>
public static class UpCommand
{
    /// <summary>For `sea upgrade`, which asks the new version to build itself while the old one runs.</summary>
    public const string BuildOnly = "--build-only";

    public static Command Create()
    {
        var noSample = new Option<bool>("--no-sample") { Description = "Do not deploy the sample app on the first run." };
        var buildOnly = new Option<bool>(BuildOnly) { Hidden = true };
        var command = new Command("up", "Install what is missing and start everything; do it again to repair") { noSample, buildOnly };
        command.SetAction((result, cancellation) => result.GetValue(buildOnly) ? BuildAsync(cancellation) : RunAsync(withSample: !result.GetValue(noSample), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(bool withSample, CancellationToken cancellation)
    {
        Root.Demand("sea up");
        var origin = Origin.OfThisProgram();
        var installation = Installation.FromEnvironment();
        var home = installation.Home;
        var steps = Steps.ForThisTerminal();
        TellAboutRedis(steps);

        home.Prepare();
        using var turn = Turn.Take(home);
        var up = new BringUp(installation, origin, steps);
        await up.CheckSettingsAsync(cancellation);
        installation.Settings.Remember(home);

        await up.FoundationsAsync(cancellation);
        using var client = LocalServer.Client(home);
        await up.ProgramsAsync(client, cancellation);
        var sampleUrl = withSample ? await new SampleDeployment(client, installation, origin).EnsureAsync(steps, cancellation) : null;
        Show(installation, origin, await client.Server.CreateSetupLinkAsync(cancellation), sampleUrl);
        return 0;
    }

    private static async Task<int> BuildAsync(CancellationToken cancellation)
    {
        Root.Demand("sea up");
        await new BringUp(Installation.FromEnvironment(), Origin.OfThisProgram(), Steps.ForThisTerminal()).BuildAsync(cancellation);
        return 0;
    }

    private static void TellAboutRedis(ISteps steps)
    {
        if (Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith("REDIS_", StringComparison.Ordinal)))
            steps.Say("REDIS_* is set, but Redis is not needed: PostgreSQL holds the queue and the events too.");
    }

    private static void Show(Installation installation, Origin origin, SetupLink? setup, string? sampleUrl)
    {
        Console.WriteLine();
        Console.WriteLine("Seaworthy is up.");
        Console.WriteLine($"  Dashboard      {installation.Settings.DashboardUrl}");
        if (installation.SecureDashboardUrl is { } secure)
            Console.WriteLine($"                 {secure}");
        if (setup is not null)
            Console.WriteLine($"  First sign-in  {setup.Url}  (works once, for one hour; {origin.Call} setup prints a new one)");
        if (sampleUrl is not null)
            Console.WriteLine($"  Sample app     {sampleUrl}");
        Console.WriteLine($"  API            TOKEN=$({origin.Call} token create NAME)");
    }
}
