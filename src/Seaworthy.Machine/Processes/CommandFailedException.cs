namespace Seaworthy.Machine.Processes;

/// <summary>A program that is needed did not do its work.</summary>
/// <param name="what">What was wanted, as a sentence without its full stop: "PostgreSQL's data directory could not be made".</param>
/// <param name="next">What the reader can do about it, as a sentence.</param>
public sealed class CommandFailedException(CommandResult result, string what, string next)
    : MachineException(Describe(result, what, next))
{
    public CommandResult Result => result;

    private static string Describe(CommandResult result, string what, string next)
    {
        var why = result.ExitCode is { } code
            ? $"`{result.Command}` ended with exit code {code}"
            : $"`{result.Command}` was not done after {result.Command.Deadline.TotalSeconds:0} s and was stopped";
        var said = result.Tail();
        return said.Length == 0 ? $"{what}: {why}. {next}" : $"{what}: {why}. {next}\n{said}";
    }
}
