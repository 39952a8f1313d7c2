namespace Seaworthy.Cli;

/// <summary>KEY=VALUE as it is written on the command line.</summary>
public static class Pairs
{
    /// <exception cref="UsageException">One has no = or no name, or a name comes twice.</exception>
    public static Dictionary<string, string> Parse(IEnumerable<string> texts)
    {
        var pairs = new Dictionary<string, string>();
        foreach (var text in texts)
        {
            var (key, value) = Parse(text);
            if (!pairs.TryAdd(key, value))
                throw new UsageException($"{key} is given twice: which value is it to have?");
        }
        return pairs;
    }

    public static (string Key, string Value) Parse(string text)
    {
        // No name begins with a hyphen: an option was meant, and the command has none of that name.
        if (text.StartsWith('-'))
            throw new UsageException($"There is no option {text.Split('=')[0]} here. --help shows the options.");
        var at = text.IndexOf('=', StringComparison.Ordinal);
        return at > 0 ? (text[..at], text[(at + 1)..]) : throw new UsageException($"\"{text}\" is no KEY=VALUE.");
    }
}
