using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Seaworthy.Cli.Help;

/// <summary>The help: of `sea` itself, commands in groups with one line each; of a command, what it takes and an example.</summary>
public sealed class SeaHelp(IReadOnlyList<CommandGroup> groups) : SynchronousCommandLineAction
{
    private const int WidestLeft = 34;

    public static void Install(RootCommand root, IReadOnlyList<CommandGroup> groups)
    {
        var action = new SeaHelp(groups);
        var help = root.Options.OfType<HelpOption>().Single();
        (help.Action, help.Description) = (action, "Show this help");
        root.SetAction(result => action.Invoke(result));
    }

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        if (parseResult.CommandResult.Command is RootCommand root)
            WriteRoot(root, output);
        else
            WriteCommand(parseResult, output);
        return ExitCodes.Ok;
    }

    private void WriteRoot(RootCommand root, TextWriter output)
    {
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: sea <command> [options]");
        var width = groups.SelectMany(group => group.Verbs).Where(verb => !verb.IsHidden).Max(verb => verb.Usage.Length);
        foreach (var group in groups)
        {
            output.WriteLine();
            output.WriteLine(group.Title);
            WritePairs(output, group.Verbs.Where(verb => !verb.IsHidden).Select(verb => (verb.Usage, verb.Summary)), width);
        }
        output.WriteLine();
        output.WriteLine("sea <command> --help says more about one command, with an example.");
    }

    private static void WriteCommand(ParseResult result, TextWriter output)
    {
        var command = result.CommandResult.Command;
        output.WriteLine(command.Description);
        output.WriteLine();
        output.WriteLine($"Usage: {Line(result)}");
        Section(output, "Arguments", command.Arguments.Where(argument => !argument.Hidden).Select(argument => ((argument.HelpName ?? argument.Name).ToUpperInvariant(), argument.Description ?? "")));
        Section(output, "Commands", command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => ($"{subcommand.Name} {Verb.Arguments(subcommand)}".TrimEnd(), subcommand.Description ?? "")));
        Section(output, "Options", Options(result.CommandResult).Where(option => !option.Hidden).Select(option => (Usage(option), option.Description ?? "")));
        if (Examples.Of(command) is not { } example)
            return;
        output.WriteLine();
        output.WriteLine("Example");
        foreach (var line in example.Split('\n'))
            output.WriteLine($"  {line}");
    }

    private static string Line(ParseResult result)
    {
        var path = new List<string>();
        for (SymbolPath? at = SymbolPath.Of(result.CommandResult); at is not null; at = at.Parent)
            path.Insert(0, at.Command is RootCommand ? "sea" : at.Command.Name);
        var command = result.CommandResult.Command;
        if (command.Subcommands.Any(subcommand => !subcommand.Hidden))
            path.Add(command.Action is null ? "<command>" : "[command]");
        if (Verb.Arguments(command) is { Length: > 0 } arguments)
            path.Add(arguments);
        return string.Join(' ', [.. path, "[options]"]);
    }

    /// <summary>The command's own, then those that every command has.</summary>
    private static IEnumerable<Option> Options(System.CommandLine.Parsing.CommandResult result)
    {
        var own = result.Command.Options.AsEnumerable();
        for (var at = SymbolPath.Of(result)?.Parent; at is not null; at = at.Parent)
            own = own.Concat(at.Command.Options.Where(option => option.Recursive));
        return own.DistinctBy(option => option.Name).OrderBy(option => option.Recursive);
    }

    private static string Usage(Option option)
    {
        var names = string.Join(", ", option.Aliases.Where(alias => alias is not ("/?" or "/h" or "-?")).Append(option.Name).Distinct().OrderBy(name => name.Length));
        return option.Arity.MaximumNumberOfValues == 0 || option.ValueType == typeof(bool) ? names : $"{names} {option.HelpName ?? option.Name.TrimStart('-').ToUpperInvariant()}";
    }

    private static void Section(TextWriter output, string title, IEnumerable<(string Left, string Right)> pairs)
    {
        var list = pairs.ToList();
        if (list.Count == 0)
            return;
        output.WriteLine();
        output.WriteLine(title);
        WritePairs(output, list, list.Where(pair => pair.Left.Length <= WidestLeft).Select(pair => pair.Left.Length).DefaultIfEmpty(WidestLeft).Max());
    }

    private static void WritePairs(TextWriter output, IEnumerable<(string Left, string Right)> list, int width)
    {
        foreach (var (left, right) in list)
        {
            // What is too long for its column gets a line of its own.
            if (left.Length > width)
            {
                output.WriteLine($"  {left}");
                output.WriteLine($"  {new string(' ', width)}  {right}");
            }
            else
                output.WriteLine($"  {left.PadRight(width)}  {right}".TrimEnd());
        }
    }

    private sealed record SymbolPath(Command Command, SymbolPath? Parent)
    {
        public static SymbolPath? Of(System.CommandLine.Parsing.SymbolResult? result) =>
            result is System.CommandLine.Parsing.CommandResult { Command: var command } ? new SymbolPath(command, Of(result.Parent)) : null;
    }
}
