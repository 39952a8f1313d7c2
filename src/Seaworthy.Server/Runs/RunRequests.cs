using System.Text.Json;
using Seaworthy.Server.Api;
using Seaworthy.Server.Apps;

namespace Seaworthy.Server.Runs;

/// <summary>A command to run once.</summary>
public sealed record RunRequest
{
    /// <summary>A line, read like one of a Procfile, or the program and its arguments as a list.</summary>
    public JsonElement? Command { get; init; }

    /// <summary>Whose image, mounts and limits it gets; null: <c>web</c>.</summary>
    public string? Process { get; init; }

    public bool? Tty { get; init; }

    /// <summary>When it is ended by force; null: after an hour.</summary>
    public int? TimeoutSeconds { get; init; }

    /// <summary>Set over the release's variables.</summary>
    public Dictionary<string, string>? Env { get; init; }

    /// <summary>Bytes; null: as the process.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Of the terminal.</summary>
    public int? Rows { get; init; }

    public int? Columns { get; init; }

    /// <summary>It waits for a client at its socket before it starts, reads what that sends, and ends when it stays away.</summary>
    public bool? Attach { get; init; }

    internal bool TryRead(out IReadOnlyList<string> command, out Problem? fault)
    {
        var faults = new InputFaults();
        command = ReadCommand(faults);
        faults.Require(Process is null || ProcessName.IsValid(Process), "process", "is no name of a process: a letter, then letters, digits and dashes in lower case, 30 at most");
        faults.Require(TimeoutSeconds is null or (>= 1 and <= RunLimits.MostSeconds), "timeout_seconds", $"must be between 1 and {RunLimits.MostSeconds}");
        faults.Require(MemoryLimit is null or (>= AppLimits.LeastMemoryBytes and <= AppLimits.MostMemoryBytes), "memory_limit", "must be at least 6 MB, in bytes");
        faults.Require(Rows is null or (>= 1 and <= RunLimits.MostCells), "rows", $"must be between 1 and {RunLimits.MostCells}");
        faults.Require(Columns is null or (>= 1 and <= RunLimits.MostCells), "columns", $"must be between 1 and {RunLimits.MostCells}");
        faults.Require((Env?.Count ?? 0) <= AppLimits.MostVariables, "env", $"holds more than {AppLimits.MostVariables} variables");
        foreach (var (name, what) in AppRequest.VariableFaults(Env))
            faults.Add($"env.{name}", what);
        fault = faults.ToProblem();
        return fault is null;
    }

    private string[] ReadCommand(InputFaults faults)
    {
        switch (Command)
        {
            case { ValueKind: JsonValueKind.String } line when line.GetString() is { } text && !string.IsNullOrWhiteSpace(text):
                faults.Require(text.Length <= RunLimits.LongestCommand && !text.Any(character => char.IsControl(character) && character != '\t'), "command", "must be one line of at most 32 KB, without control characters");
                return [.. CommandText.Parse(text) ?? []];
            case { ValueKind: JsonValueKind.Array } list when list.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String):
                var arguments = list.EnumerateArray().Select(item => item.GetString()!).ToArray();
                faults.Require(arguments.Length is > 0 and <= RunLimits.MostArguments && arguments[0].Length > 0, "command", $"must name a program, and have at most {RunLimits.MostArguments} arguments");
                faults.Require(arguments.Sum(argument => argument.Length) <= RunLimits.LongestCommand && !arguments.Any(argument => argument.Contains('\0', StringComparison.Ordinal)),
                    "command", "must be at most 32 KB, without NUL characters");
                return arguments;
            default:
                faults.Add("command", "is required: a line such as \"rake db:migrate\", or a list of the program and its arguments");
                return [];
        }
    }
}
