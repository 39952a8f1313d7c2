namespace Seaworthy.Cli;

/// <summary>KEY=VALUE as it is written on the command line.</summary>
public static class Pairs
{
    /// <exception cref="UsageException">One has no = or no name; a name that comes twice counts with its last value.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var (key, value) = Parse(text);
            pairs[key] = value;
        }
        return pairs;
    }

    public static (string Key, string Value) Parse(string text)
    {
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new UsageException($"\"{text}\" is no KEY=VALUE.");
    }
}
