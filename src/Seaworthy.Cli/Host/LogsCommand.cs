using System.CommandLine;
using Seaworthy.Machine;
using Seaworthy.Machine.Processes;
using Command = System.CommandLine.Command;

namespace Seaworthy.Cli.Host;

/// <summary>`sea logs`: what a service has to say.</summary>
public static class LogsCommand
{
    private static readonly string[] logs = ["server", "edge", "postgres", "docker", "install"];

    public static Command Create()
    {
        var log = new Argument<string>("log") { Description = string.Join(", ", logs), DefaultValueFactory = _ => "server" };
        log.AcceptOnlyFromAmong(logs);
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new lines as they come." };
        var lines = new Option<int>("--lines", "-n") { Description = "How many lines to begin with.", DefaultValueFactory = _ => 100 };
        var command = new Command("logs", "Show the log of the server, edge, postgres, docker or the installation") { log, follow, lines };
        command.SetAction((result, cancellation) => RunAsync(result.GetValue(log)!, result.GetValue(lines), result.GetValue(follow), cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string log, int lines, bool follow, CancellationToken cancellation)
    {
        Root.Demand("sea logs");
        var installation = Installation.FromEnvironment();
        var reader = ServiceLogs.Reader(installation, log, lines, follow);
        if (reader.Program == "tail" && !File.Exists(installation.Home.Log(log)))
        {
            Console.WriteLine($"There is no log of {log}: {(log == "docker" ? "the Docker Engine was not started by sea" : "it has not been started yet")}.");
            return 1;
        }
        return await Foreground.RunAsync(reader, cancellation);
    }
}
