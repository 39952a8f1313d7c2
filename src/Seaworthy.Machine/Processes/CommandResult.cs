namespace Seaworthy.Machine.Processes;

/// <summary>How a command ended.</summary>
/// <param name="ExitCode">Null when the deadline had passed and the process tree was killed.</param>
public sealed record CommandResult(Command Command, int? ExitCode, string Output, string Errors, TimeSpan Duration)
{
    public bool Succeeded => ExitCode == 0;

    /// <summary>The last lines of what the command said, errors first if there are any.</summary>
    public string Tail(int lines = 15)
    {
        var text = string.IsNullOrWhiteSpace(Errors) ? Output : Errors;
        return string.Join('\n', text.TrimEnd().Split('\n').TakeLast(lines));
    }

    /// <exception cref="CommandFailedException">The exit code is not 0, or the deadline passed.</exception>
    public CommandResult OrThrow(string what, string next) =>
        Succeeded ? this : throw new CommandFailedException(this, what, next);
}
