namespace Seaworthy.Cli.Output;

/// <summary>A word as it is written in a shell.</summary>
public static class ShellWord
{
    private const string Harmless = "_./:@%+,=-";

    public static string Of(string text) =>
        text.All(character => char.IsAsciiLetterOrDigit(character) || Harmless.Contains(character, StringComparison.Ordinal)) && text.Length > 0
            ? text : $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
