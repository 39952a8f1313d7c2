using Seaworthy.Machine;
using Seaworthy.Machine.Processes;

namespace Seaworthy.Cli.Host;

/// <summary>`sea logs SERVICE`: what a service of this machine has to say.</summary>
public static class ShowServiceLog
{
    /// <summary>What there is to read.</summary>
    public static string[] Logs { get; } = ["server", "edge", "caddy", "postgres", "docker", "install"];

    public static async Task<int> RunAsync(string log, int lines, bool follow, CancellationToken cancellation)
    {
        Root.Demand("sea logs");
        var installation = Installation.AsSetUp();
        var reader = ServiceLogs.Reader(installation, log, lines, follow);
        if (reader.Program == "tail" && !File.Exists(installation.Home.Log(log)))
        {
            Console.WriteLine($"There is no log of {log}: {(log == "docker" ? "the Docker Engine was not started by sea" : log == "caddy" ? "HTTPS is off" : "it has not been started yet")}.");
            return 1;
        }
        try
        {
            return await Foreground.RunAsync(reader, TimeSpan.Zero, cancellation);
        }
        catch (OperationCanceledException)
        {
            // Ctrl-C is how one leaves a log.
            return ExitCodes.Interrupted;
        }
    }
}
