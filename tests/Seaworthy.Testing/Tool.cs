using System.Diagnostics;

namespace Seaworthy.Testing;

/// <summary>Runs a program to its end.</summary>
public static class Tool
{
    /// <returns>What it printed on standard output.</returns>
    /// <exception cref="ToolFailedException">It ended with another status than 0; the message holds both outputs.</exception>
    public static async Task<string> Run(string program, IEnumerable<string> arguments, CancellationToken cancel, string? directory = null)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory ?? "/",
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.StandardInput.Close();
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(cancel);
            var error = process.StandardError.ReadToEndAsync(cancel);
            await process.WaitForExitAsync(cancel);
            return process.ExitCode == 0
                ? await output
                : throw new ToolFailedException(
                    $"{program} {string.Join(' ', process.StartInfo.ArgumentList)} ended with {process.ExitCode}:\n{await output}{await error}");
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }
    }
}

public sealed class ToolFailedException(string message) : Exception(message);
