using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Seaworthy.Cli.Help;

/// <summary>The help of `sea` itself: commands in groups, one line each. Every command's own help stays the library's.</summary>
public sealed class GroupedHelp(IReadOnlyList<CommandGroup> groups, HelpAction ofCommands) : SynchronousCommandLineAction
{
    public static void Install(RootCommand root, IReadOnlyList<CommandGroup> groups)
    {
        var help = root.Options.OfType<HelpOption>().Single();
        var action = new GroupedHelp(groups, (HelpAction)help.Action!);
        help.Action = action;
        root.SetAction(result => action.Invoke(result));
    }

    public override int Invoke(ParseResult parseResult)
    {
        if (parseResult.CommandResult.Command is not RootCommand root)
            return ofCommands.Invoke(parseResult);

        var output = parseResult.InvocationConfiguration.Output;
        var width = groups.SelectMany(group => group.Commands).Max(command => Usage(command).Length) + 2;
        output.WriteLine(root.Description);
        output.WriteLine();
        output.WriteLine("Usage: sea <command> [options]");
        foreach (var group in groups)
        {
            output.WriteLine();
            output.WriteLine(group.Title);
            foreach (var command in group.Commands)
                output.WriteLine($"  {Usage(command).PadRight(width)}{command.Description}");
        }
        output.WriteLine();
        output.WriteLine("sea <command> --help says more about one command.");
        return 0;
    }

    private static string Usage(Command command) =>
        string.Join(' ', [command.Name, .. command.Arguments.Select(argument => argument.Arity.MinimumNumberOfValues > 0 ? argument.Name.ToUpperInvariant() : $"[{argument.Name.ToUpperInvariant()}]")]);
}
