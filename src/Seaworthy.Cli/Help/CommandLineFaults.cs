using System.CommandLine;
using System.CommandLine.Completions;
using System.CommandLine.Parsing;
using System.Globalization;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Help;

/// <summary>What is wrong with a command line, all of it, in plain words: those of the parser speak of types and symbols.</summary>
public static class CommandLineFaults
{
    public static string Tell(ParseResult parsed)
    {
        var command = parsed.CommandResult;
        var path = string.Join(' ', Path(command));
        var faults = parsed.UnmatchedTokens.Select(token => Unmatched(token, command, path));
        // The parser tells of what matches nothing once more, as a fault of the command; of a command that is missing, only so.
        if (parsed.UnmatchedTokens.Count == 0 && command.Command is { Action: null, Subcommands.Count: > 0 })
            faults = [$"{path} needs one of: {Names(command.Command)}."];
        faults = faults.Concat(parsed.Errors.Where(error => error.SymbolResult is not CommandResult).Select(Words));
        var told = faults.Where(fault => fault.Length > 0).Distinct().ToList();
        if (told.Count == 0)
            told.Add("That makes no sense.");
        return $"{string.Join("\n  ", told)}\n  {path} --help shows how it is used.";
    }

    private static string Words(ParseError error) => error.SymbolResult switch
    {
        ArgumentResult { Parent: OptionResult option } value => OfOption(option, value.Tokens, error.Message),
        ArgumentResult argument => OfArgument(argument, error.Message),
        OptionResult option => OfOption(option, option.Tokens, error.Message),
        _ => error.Message,
    };

    private static string OfArgument(ArgumentResult result, string message)
    {
        var argument = result.Argument;
        var name = (argument.HelpName ?? argument.Name).ToUpperInvariant();
        if (result.Tokens.Count == 0)
            return $"{name} is missing: {Lower(argument.Description)}.";
        var wrong = result.Tokens.Select(token => WhyNot(token.Value, argument, argument.ValueType, argument.Name)).FirstOrDefault(fault => fault is not null);
        return wrong is null ? message : $"{wrong}{(Listings.Of(argument) is { } listing ? $" {listing} lists them." : "")}";
    }

    private static string OfOption(OptionResult result, IReadOnlyList<Token> tokens, string message)
    {
        var option = result.Option;
        if (result.IdentifierToken is null)
            return $"{option.Name} is missing: {Lower(option.Description)}.";
        if (tokens.Count < option.Arity.MinimumNumberOfValues)
            return $"{option.Name} needs a value: {Lower(option.Description)}.";
        if (option.ValueType != typeof(bool) && tokens.Count > option.Arity.MaximumNumberOfValues)
            return $"{option.Name} is given {tokens.Count} times, and has one value.";
        var wrong = tokens.Select(token => WhyNot(token.Value, option, option.ValueType, null)).FirstOrDefault(fault => fault is not null);
        return wrong is null ? message : $"{option.Name}: {wrong}";
    }

    /// <summary>Null: it is what the parser takes, so that whatever else is wrong with it was told in words of ours.</summary>
    private static string? WhyNot(string text, Symbol symbol, Type type, string? what)
    {
        var wanted = Nullable.GetUnderlyingType(type) ?? type;
        if (wanted == typeof(Guid))
            return Guid.TryParse(text, out _) ? null : $"\"{text}\" is no id of a {what ?? "thing"}: an id looks like 0198c5a2-6f0e-7c1b-9f53-1c1f0f6f2b10.";
        if (wanted == typeof(int) || wanted == typeof(long))
            return int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) ? null : $"\"{text}\" is no whole number.";
        if (wanted == typeof(bool))
            return bool.TryParse(text, out _) ? null : $"it takes no value, and \"{text}\" is none.";
        var known = symbol.GetCompletions(CompletionContext.Empty).Select(item => item.Label).ToList();
        return known.Count == 0 || known.Contains(text) ? null : $"\"{text}\" is none of: {string.Join(", ", known)}.";
    }

    private static string Unmatched(string token, CommandResult result, string path)
    {
        var command = result.Command;
        if (token.StartsWith('-'))
        {
            var options = command.Options.Append(CommonOptions.Server).Where(option => !option.Hidden).SelectMany(option => option.Aliases.Append(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
            return $"{path} has no option {token}.{Suggestion(token, options)}";
        }
        if (command.Subcommands.Count > 0)
            return $"{path} has no command \"{token}\".{Suggestion(token, command.Subcommands.Select(subcommand => subcommand.Name))} There are: {Names(command)}.";
        return command.Arguments.Count == 0
            ? $"{path} takes no argument, and \"{token}\" is one.{(command.Options.Contains(CommonOptions.App) ? $" For the app of that name: {path} --app {token}" : "")}"
            : $"\"{token}\" is one argument too many.";
    }

    private static string Names(Command command) => string.Join(", ", command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name));

    private static string Suggestion(string text, IEnumerable<string> names) => EditDistance.Nearest(text, names) is { } near ? $" Did you mean {near}?" : "";

    /// <summary>To go on with after a colon; "URL of a server" stays as it is.</summary>
    private static string Lower(string? description)
    {
        var words = (description ?? "").TrimEnd('.');
        return words.Length > 1 && (char.IsLower(words[1]) || words[1] == ' ') ? $"{char.ToLowerInvariant(words[0])}{words[1..]}" : words;
    }

    /// <summary>sea, then the commands.</summary>
    private static List<string> Path(SymbolResult? at)
    {
        var path = new List<string>();
        for (; at is not null; at = at.Parent)
        {
            if (at is CommandResult { Command: var command })
                path.Insert(0, command is RootCommand ? "sea" : command.Name);
        }
        return path;
    }
}
