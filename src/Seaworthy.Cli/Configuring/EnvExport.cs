using System.CommandLine;
using Seaworthy.Cli.Help;

namespace Seaworthy.Cli.Configuring;

/// <summary>All variables as a .env file; of secrets only the names, in comments.</summary>
public static class EnvExport
{
    private static readonly Option<string?> scope = new("--scope") { Description = "Only those for runtime or build", HelpName = "SCOPE" };

    public static Command Create()
    {
        var command = new Command("export", "Print the variables as a .env file; secrets as comments") { scope, CommonOptions.App }.WithExample("sea env export --app shop > .env");
        command.Do(async (session, cancellation) =>
        {
            await session.Around.Output.WriteAsync(await session.Client.Environment.ExportAsync(session.App, session.Get(scope), cancellation));
            return ExitCodes.Ok;
        });
        return command;
    }
}
