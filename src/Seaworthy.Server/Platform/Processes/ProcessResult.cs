namespace Seaworthy.Server.Platform.Processes;

public enum ProcessEnd
{
    Exited,

    /// <summary>Killed because it took longer than its deadline.</summary>
    Deadline,

    /// <summary>Killed because the caller cancelled.</summary>
    Cancelled,
}

/// <param name="ExitCode">128 + the signal where one ended it; null unless <paramref name="End"/> is <see cref="ProcessEnd.Exited"/>.</param>
public sealed record ProcessResult(ProcessEnd End, int? ExitCode)
{
    public bool Succeeded => ExitCode == 0;
}

public enum OutputStream
{
    Out,
    Error,
}

/// <summary>A line that a program printed: at most 16 KB, without control characters other than tabs and SGR colours.</summary>
public sealed record OutputLine(OutputStream Stream, string Text);
