using System.CommandLine;
using System.Runtime.CompilerServices;

namespace Seaworthy.Cli.Help;

/// <summary>
/// One command of `sea` as the help lists it. The command itself is only made when it is called or asked about, so that starting costs
/// the same however many there are.
/// </summary>
public sealed class Verb
{
    private readonly Func<Command> create;
    private readonly Lazy<Command> command;
    private readonly string? summary;
    private readonly string? usage;

    /// <param name="usage">Its arguments as the list shows them: "[PATH|URL|IMAGE]".</param>
    /// <param name="example">One line that could be typed as it is.</param>
    /// <param name="build">Adds arguments, options and the action.</param>
    public Verb(string name, string usage, string summary, string example, Action<Command> build)
        : this(name, () => Build(name, summary, example, build)) => (this.usage, this.summary) = (usage, summary);

    public Verb(string name, Func<Command> create)
    {
        Name = name;
        this.create = create;
        command = new Lazy<Command>(() => this.create());
    }

    public string Name { get; }

    /// <summary>Left out of the list: an alias, or a part of the machinery.</summary>
    public bool IsHidden { get; init; }

    public string Summary => summary ?? command.Value.Description ?? "";

    /// <summary>"deploy [PATH|URL|IMAGE]".</summary>
    public string Usage => usage is null ? $"{Name} {Arguments(command.Value)}".TrimEnd() : $"{Name} {usage}".TrimEnd();

    /// <summary>For looking at. It has no parent, and must not get one: whoever runs it takes a <see cref="New"/> one.</summary>
    public Command Command => command.Value;

    public Command New() => create();

    /// <summary>The arguments of a command as its usage shows them.</summary>
    public static string Arguments(Command command) => string.Join(' ', command.Arguments.Where(argument => !argument.Hidden).Select(argument =>
    {
        var name = (argument.HelpName ?? argument.Name).ToUpperInvariant() + (argument.Arity.MaximumNumberOfValues > 1 ? "…" : "");
        return argument.Arity.MinimumNumberOfValues > 0 ? name : $"[{name}]";
    }));

    private static Command Build(string name, string summary, string example, Action<Command> build)
    {
        var command = new Command(name, summary).WithExample(example);
        build(command);
        return command;
    }
}

/// <summary>What a command's help shows besides what the library knows of it.</summary>
public static class Examples
{
    private static readonly ConditionalWeakTable<Command, string> examples = [];

    public static Command WithExample(this Command command, string example)
    {
        examples.AddOrUpdate(command, example);
        return command;
    }

    public static string? Of(Command command) => examples.TryGetValue(command, out var example) ? example : null;
}
