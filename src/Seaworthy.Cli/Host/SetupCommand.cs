using System.CommandLine;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Output;
using Seaworthy.Machine.Layout;

namespace Seaworthy.Cli.Host;

/// <summary>`sea setup`: a new link for the first administrator.</summary>
public static class SetupCommand
{
    public static Command Create()
    {
        var command = new Command("setup", "Print a new link for the first administrator's sign-in");
        command.SetAction((_, cancellation) => RunAsync(cancellation));
        return command;
    }

    private static async Task<int> RunAsync(CancellationToken cancellation)
    {
        Root.Demand("sea setup");
        using var client = LocalServer.Client(SeaworthyHome.FromEnvironment());
        if (await client.Server.CreateSetupLinkAsync(cancellation) is not { } link)
        {
            Terminal.Fail("There is an administrator already, so no setup link is needed. Sign in at the dashboard.");
            return 1;
        }
        Console.WriteLine(link.Url);
        return 0;
    }
}
