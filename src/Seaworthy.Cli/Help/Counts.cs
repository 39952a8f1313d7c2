using System.CommandLine;

namespace Seaworthy.Cli.Help;

/// <summary>Options that are a number of something.</summary>
public static class Counts
{
    /// <summary>Nobody reads more than that, and the server gives no more of a log.</summary>
    private const int Most = 5000;

    /// <summary>With a value of its own where it is left out.</summary>
    public static Option<int> Option(string description, int usual, params string[] names)
    {
        var option = new Option<int>(names[0], names[1..]) { Description = $"{description}; {usual} by default", DefaultValueFactory = _ => usual, HelpName = "N" };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var text }] && int.TryParse(text, out var count) && count is < 1 or > Most)
                result.AddError($"{names[0]} must be between 1 and {Most}, and is {text}.");
        });
        return option;
    }
}
