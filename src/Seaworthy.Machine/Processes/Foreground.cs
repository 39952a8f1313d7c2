using System.Diagnostics;

namespace Seaworthy.Machine.Processes;

/// <summary>Runs a program on this terminal, as if it had been called by hand.</summary>
public static class Foreground
{
    /// <returns>Its exit code; 0 when it was ended by Ctrl-C.</returns>
    public static async Task<int> RunAsync(Command command, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        try
        {
            await process.WaitForExitAsync(cancellation);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            return 0;
        }
    }
}
