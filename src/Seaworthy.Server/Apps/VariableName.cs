using System.Text.RegularExpressions;

namespace Seaworthy.Server.Apps;

/// <summary>The name of an environment variable: a letter or underscore, then letters, digits and underscores, 128 at most.</summary>
public static partial class VariableName
{
    public static bool IsValid(string name) => name.Length <= 128 && Shape().IsMatch(name);

    [GeneratedRegex(@"\A[A-Za-z_][A-Za-z0-9_]*\z")]
    private static partial Regex Shape();
}
