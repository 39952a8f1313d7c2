using System.Text.RegularExpressions;

namespace Seaworthy.Server.Dashboard.Controls;

internal static partial class TerminalColours
{
    /// <summary>Removes SGR sequences such as <c>ESC [ 1 ; 31 m</c>, the only ones that stored lines hold.</summary>
    public static string Strip(string line) => Sgr().Replace(line, "");

    [GeneratedRegex("\x1b\\[[0-9;:]*m")]
    private static partial Regex Sgr();
}
