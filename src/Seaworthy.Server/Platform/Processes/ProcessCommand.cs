namespace Seaworthy.Server.Platform.Processes;

/// <summary>A program to run: arguments are an array, never a shell string, and the environment is exactly the one given.</summary>
public sealed record ProcessCommand(string Program, IReadOnlyList<string> Arguments)
{
    /// <summary>The whole environment of the program, but for a default <c>PATH</c>: nothing of the server's own is inherited.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public string WorkingDirectory { get; init; } = "/";

    /// <summary>After this its whole session is killed.</summary>
    public required TimeSpan Deadline { get; init; }

    /// <summary>In bytes; longer lines are cut.</summary>
    public int LongestLine { get; init; } = LineSplitter.LongestLine;

    /// <summary>Null: as the server itself, which is root. Whatever reads a stranger's files must have a user.</summary>
    public ProcessUser? User { get; init; }
}

/// <summary>Ids of a user without rights, and the further groups that the program needs (the engine's socket).</summary>
public sealed record ProcessUser(int UserId, int GroupId)
{
    public IReadOnlyList<int> Groups { get; init; } = [];
}
