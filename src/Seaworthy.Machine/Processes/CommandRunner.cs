using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace Seaworthy.Machine.Processes;

/// <summary>Runs commands to their end, or to their deadline.</summary>
public static class CommandRunner
{
    /// <summary>How long output is still read after the end: a daemon left behind may hold the pipe open for ever.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <exception cref="ProgramMissingException">There is no such program.</exception>
    public static async Task<CommandResult> RunAsync(this Command command, CancellationToken cancellation)
    {
        var started = Stopwatch.GetTimestamp();
        using var process = Start(command);
        using var reading = new CancellationTokenSource();
        var gate = new Lock();
        var output = ReadAsync(process.StandardOutput, command.OnLine, gate, reading.Token);
        var errors = ReadAsync(process.StandardError, command.OnLine, gate, reading.Token);

        var inTime = await EndsInTimeAsync(process, command, cancellation);
        reading.CancelAfter(LastWords);
        return new CommandResult(
            command, inTime ? process.ExitCode : null, await output, await errors, Stopwatch.GetElapsedTime(started));
    }

    private static Process Start(Command command)
    {
        var start = new ProcessStartInfo(command.Program, command.Arguments)
        {
            WorkingDirectory = command.WorkingDirectory ?? "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
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

    /// <returns>False when the deadline passed first; the process tree is gone either way.</returns>
    private static async Task<bool> EndsInTimeAsync(Process process, Command command, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(command.Deadline);
        try
        {
            await FeedAsync(process, command.Input);
            await process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellation.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task FeedAsync(Process process, string? input)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says what that means.
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, Action<string>? onLine, Lock gate, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        try
        {
            while (await reader.ReadLineAsync(cancellation) is { } line)
            {
                text.Append(line).Append('\n');
                if (onLine is null)
                    continue;
                lock (gate)
                    onLine(line);
            }
        }
        catch (OperationCanceledException)
        {
            // Somebody else still holds the pipe; what the command itself said has been read.
        }
        return text.ToString();
    }
}
