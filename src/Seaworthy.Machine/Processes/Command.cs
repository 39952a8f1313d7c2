namespace Seaworthy.Machine.Processes;

/// <summary>A program to run to its end: argument array, never a shell string.</summary>
/// <param name="Program">A path, or a name looked up on PATH.</param>
/// <param name="Arguments">Handed over as they are.</param>
public sealed record Command(string Program, params IReadOnlyList<string> Arguments)
{
    public string? WorkingDirectory { get; init; }

    /// <summary>Set on top of this process' own environment; null removes a variable.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>The whole process tree is killed when it is not done by then.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Written to the program's standard input, which is empty otherwise.</summary>
    public string? Input { get; init; }

    /// <summary>Called for each line of standard output and standard error as it comes, from one thread at a time.</summary>
    public Action<string>? OnLine { get; init; }

    public override string ToString() => string.Join(' ', [Program, .. Arguments]);
}
