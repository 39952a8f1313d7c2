using System.Text.RegularExpressions;

namespace Seaworthy.Packs;

/// <summary>
/// A <c>Procfile</c>: a process per line.
/// <code>
/// web: ./server --port 8080
/// worker: ./worker
/// release: ./migrate &amp;&amp; ./seed
/// </code>
/// </summary>
/// <param name="Error">What is wrong with it, or null.</param>
public sealed partial record Procfile(IReadOnlyList<PlannedProcess> Processes, string? Error)
{
    public const string Name = "Procfile";

    private const string Release = "release";

    public static Procfile Parse(string text)
    {
        var processes = new List<PlannedProcess>();
        var number = 0;
        foreach (var raw in text.Split('\n'))
        {
            number++;
            var line = raw.Trim().TrimStart('\uFEFF');
            if (line.Length == 0 || line.StartsWith('#'))
                continue;
            if (Line().Match(line) is not { Success: true } match)
                return Wrong($"Line {number} of the Procfile is not of the form \"name: command\", with a name of up to 30 lower-case letters, digits and dashes: {line}");
            var name = match.Groups["name"].Value;
            if (processes.Any(process => process.Name == name))
                return Wrong($"Line {number} of the Procfile names {name} a second time.");
            var kind = name == Release ? PlannedProcessKind.Release : PlannedProcessKind.Service;
            processes.Add(new PlannedProcess(name, kind, Command(match.Groups["command"].Value)));
        }
        return processes.Count == 0 ? Wrong("The Procfile names no process: write lines such as \"web: ./server\", or remove it.") : new Procfile(processes, null);
    }

    /// <summary>
    /// Plain words become the arguments themselves, so that the program is the container's first process and gets its signals;
    /// whatever needs a shell is given to one.
    /// </summary>
    public static string[] Command(string text)
    {
        if (!NeedsShell().IsMatch(text))
            return text.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        // Of several commands none can take the shell's place.
        return ["/bin/sh", "-c", Several().IsMatch(text) ? text : $"exec {text}"];
    }

    private static Procfile Wrong(string error) => new([], error);

    [GeneratedRegex("^(?<name>[a-z][a-z0-9-]{0,29})\\s*:\\s*(?<command>\\S.*)$")]
    private static partial Regex Line();

    [GeneratedRegex("""[|&;<>()$`\\"'*?\[\]#~%!{}]|^\S*=""")]
    private static partial Regex NeedsShell();

    /// <summary>Lists, pipes, groups, keywords, and assignments before the command, which <c>exec</c> would take for the program.</summary>
    [GeneratedRegex(@"[|&;(){}!]|^\s*\w+=|^\s*(if|for|while|until|case|cd|set|export|exec|\.)\b")]
    private static partial Regex Several();
}
