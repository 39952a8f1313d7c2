using System.CommandLine.Parsing;

namespace Seaworthy.Cli.Running;

/// <summary>The command line for the other side: everything behind the first <c>--</c>, whatever it looks like.</summary>
public static class RemoteCommand
{
    /// <param name="words">What the parser took for arguments, with or without <c>--</c>.</param>
    /// <returns>The words before <c>--</c>, and those behind it; all are before it where there is none.</returns>
    public static (IReadOnlyList<string> Before, IReadOnlyList<string> Behind) Split(IReadOnlyList<Token> tokens, IReadOnlyList<string> words)
    {
        var at = tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).Count();
        if (at == tokens.Count)
            return (words, []);
        var behind = tokens.Skip(at + 1).Select(token => token.Value).ToList();
        return ([.. words.Take(words.Count - behind.Count)], behind);
    }
}
