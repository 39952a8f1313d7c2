using System.Text.RegularExpressions;

namespace Seaworthy.Server.Platform;

/// <summary>Output of apps and builds may hold anything: what is shown must not move a terminal's cursor or set its title.</summary>
public static partial class TerminalText
{
    /// <summary>Without escape sequences and control characters; tabs stay.</summary>
    public static string Plain(string text) => Controls().Replace(Escapes().Replace(text, ""), "");

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)?|[@-Z\\-_])")]
    private static partial Regex Escapes();

    [GeneratedRegex(@"[\x00-\x08\x0B-\x1F\x7F\x80-\x9F]")]
    private static partial Regex Controls();
}
