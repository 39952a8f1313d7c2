namespace Seaworthy.Machine.Processes;

/// <summary>The sources do not compile.</summary>
public sealed class BuildFailedException(string target, CommandResult result)
    : MachineException($"{target} does not build:\n{string.Join('\n', Faults(result))}")
{
    /// <summary>The compiler's own lines, each once; whatever was said where there are none.</summary>
    private static string[] Faults(CommandResult result)
    {
        string[] faults = [.. (result.Output + result.Errors).Split('\n')
            .Where(line => line.Contains(": error ", StringComparison.Ordinal) || line.Contains(": warning ", StringComparison.Ordinal))
            .Select(line => line.Trim()).Distinct().Take(30)];
        return faults.Length > 0 ? faults : [result.Tail(30)];
    }
}
