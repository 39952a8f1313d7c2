using System.Text;

namespace Seaworthy.Cli.Configuring;

/// <summary>
/// A value as a line of a .env file has it, read back by `sea env import` as exactly the same value: as it is where that can be, else in
/// double quotes with escapes. So <c>a\nb</c> with a backslash stands as it is, and two lines stand as <c>"a\nb"</c>.
/// </summary>
public static class EnvLine
{
    public static string Value(string value) => IsPlain(value) ? value : Quote(value);

    private static bool IsPlain(string value)
    {
        if (value.Any(char.IsControl))
            return false;
        // Spaces around it would be lost, a quote begins a quoted value, and a # behind a space a comment.
        return value.Length == 0 || (!char.IsWhiteSpace(value[0]) && !char.IsWhiteSpace(value[^1]) && value[0] is not ('"' or '\'' or '`' or '#')
            && !value.Contains(" #", StringComparison.Ordinal));
    }

    private static string Quote(string value)
    {
        var quoted = new StringBuilder("\"");
        foreach (var character in value)
        {
            quoted.Append(character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '"' or '\\' or '$' or '`' => $"\\{character}",
                _ => character.ToString(),
            });
        }
        return quoted.Append('"').ToString();
    }
}
