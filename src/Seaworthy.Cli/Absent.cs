namespace Seaworthy.Cli;

/// <summary>How it is told that something is not there, and which command lists what is.</summary>
public static class Absent
{
    /// <summary>So the server begins the fault of a field that names what is not there.</summary>
    public const string NamesNo = "names no ";

    private const string NoSuch = "There is no such ";

    private static readonly Dictionary<string, string> advice = new()
    {
        ["app"] = "sea apps lists them.",
        ["project"] = "sea projects lists them.",
        ["release"] = "sea releases lists them.",
        ["run"] = "sea runs lists them.",
        ["container"] = "sea containers --all lists them.",
        ["token"] = "sea token list lists them.",
        ["volume"] = "sea volumes lists them.",
        ["domain"] = "sea domains lists them.",
        ["source of this app"] = "Set one: sea source set URL",
        ["deploy key of this app"] = "Make one: sea deploy-key create",
    };

    /// <summary>"There is no such app." with the command that lists them, where there is one.</summary>
    public static string WithAdvice(string detail) =>
        detail.StartsWith(NoSuch, StringComparison.Ordinal) && advice.TryGetValue(detail[NoSuch.Length..].TrimEnd('.'), out var next) ? $"{detail} {next}" : detail;

    /// <summary>A fault such as <c>processes.worker</c> "names no process of this app: web" in words of its own.</summary>
    public static string Field(string field, string fault)
    {
        var parts = fault[NamesNo.Length..].Split(": ", 2);
        var kind = parts[0].Split(' ')[0];
        var what = field.Split('.', 2) is [_, var name] ? $"There is no {kind} {name}{parts[0][kind.Length..]}." : $"{NoSuch}{parts[0]}.";
        return parts is [_, var known] ? $"{what} There {(known.Contains(',', StringComparison.Ordinal) ? "are" : "is")}: {known}." : advice.TryGetValue(kind, out var next) ? $"{what} {next}" : what;
    }
}
