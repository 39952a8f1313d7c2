using System.Text.RegularExpressions;
using Seaworthy.Packs;

namespace Seaworthy.Server.Apps;

/// <summary>A command as people write it, on one line as in a Procfile, and the argument list that it means.</summary>
public static partial class CommandText
{
    public const int Longest = 4000;

    /// <summary>Null where it is a command.</summary>
    public static string? Fault(string text) => text switch
    {
        { Length: > Longest } => $"is longer than {Longest} characters",
        _ when text.Any(char.IsControl) => "must be one line without control characters",
        _ => null,
    };

    /// <summary>Empty text is no command. What needs a shell is given to one inside the container.</summary>
    public static IReadOnlyList<string>? Parse(string text) => string.IsNullOrWhiteSpace(text) ? null : Procfile.Command(text.Trim());

    /// <summary>The line that <see cref="Parse"/> would read as this command.</summary>
    public static string? Show(IReadOnlyList<string>? command) => command switch
    {
        null => null,
        ["/bin/sh", "-c", var script] => script.StartsWith("exec ", StringComparison.Ordinal) ? script["exec ".Length..] : script,
        _ => string.Join(' ', command.Select(Quote)),
    };

    private static string Quote(string argument) => Plain().IsMatch(argument) ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9_@%+=:,./^-]+\z")]
    private static partial Regex Plain();
}
