using System.Diagnostics;

namespace Seaworthy.Machine.Processes;

/// <summary>The processes of this machine, read from /proc.</summary>
public static class ProcessTable
{
    /// <summary>The arguments of a process, the program first; empty when it is gone or belongs to the kernel.</summary>
    public static IReadOnlyList<string> CommandLine(int id)
    {
        try
        {
            return File.ReadAllText($"/proc/{id}/cmdline").TrimEnd('\0').Split('\0');
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Kills a process whose command line proves that it is the one meant, with all that it started.</summary>
    public static void KillIfCommandMentions(int id, string text)
    {
        if (!CommandLine(id).Any(argument => argument.Contains(text, StringComparison.Ordinal)))
            return;
        using var process = Process.GetProcessById(id);
        process.Kill(entireProcessTree: true);
        process.WaitForExit(TimeSpan.FromSeconds(10));
    }
}
