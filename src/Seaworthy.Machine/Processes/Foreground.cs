using System.ComponentModel;
using System.Diagnostics;

namespace Seaworthy.Machine.Processes;

/// <summary>Runs a program on this terminal, as if it had been called by hand.</summary>
public static class Foreground
{
    /// <summary>For a program that has begun something; `sea` itself waits three seconds longer after Ctrl-C before it ends in any case.</summary>
    public static readonly TimeSpan TimeToTidyUp = TimeSpan.FromSeconds(12);

    /// <param name="grace">Ctrl-C reaches the program too: how long it may take to end by itself before it is killed.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="OperationCanceledException">It has ended, and did not come to its own end.</exception>
    /// <exception cref="ProgramMissingException">There is no such program.</exception>
    public static async Task<int> RunAsync(Command command, TimeSpan grace, CancellationToken cancellation)
    {
        using var process = Start(command);
        try
        {
            await process.WaitForExitAsync(cancellation);
            // Ctrl-C may have ended it before it was told to us.
            cancellation.ThrowIfCancellationRequested();
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process, grace);
            throw;
        }
    }

    private static Process Start(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments);
        foreach (var (name, value) in command.Environment)
            start.Environment[name] = value;
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception cause)
        {
            throw new ProgramMissingException(command, cause);
        }
    }

    private static async Task EndAsync(Process process, TimeSpan grace)
    {
        using var patience = new CancellationTokenSource(grace);
        await process.WaitForExitAsync(patience.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (process.HasExited)
            return;
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }
}
