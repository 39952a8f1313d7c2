using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Connection;
using Seaworthy.Cli.Help;
using Seaworthy.Client;

namespace Seaworthy.Cli.Completion;

/// <summary>
/// `sea __complete -- INDEX WORD…`: what may stand at that place of the line, one a line; `:files` where it is a path. It never fails: a
/// shell that completes has no place for messages.
/// </summary>
public static class CompleteCommand
{
    /// <summary>Where the shell is to offer files.</summary>
    private const string Files = ":files";

    /// <summary>Whoever presses Tab does not wait longer.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromSeconds(2);

    private static readonly Argument<string[]> words = new("words") { Arity = ArgumentArity.ZeroOrMore };

    public static Verb Verb { get; } = new("__complete", "", "What may come next, for the completion scripts", "sea __complete -- 1 de", command =>
    {
        command.Add(words);
        command.Do(RunAsync);
    })
    { IsHidden = true };

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var given = session.Get(words) ?? [];
        if (given.Length == 0 || !int.TryParse(given[0], NumberStyles.None, CultureInfo.InvariantCulture, out var index))
            return ExitCodes.Usage;
        var line = given[1..];
        var current = index >= 1 && index <= line.Length ? line[index - 1] : "";
        foreach (var candidate in (await CandidatesAsync(session, [.. line.Take(index - 1)], current, cancellation)).Where(candidate => candidate == Files || candidate.StartsWith(current, StringComparison.Ordinal)).Order(StringComparer.Ordinal))
            session.Out.Line(candidate);
        return ExitCodes.Ok;
    }

    /// <param name="before">The words before the one that is completed.</param>
    private static async Task<IEnumerable<string>> CandidatesAsync(Session session, IReadOnlyList<string> before, string current, CancellationToken cancellation)
    {
        if (before.Contains("--"))
            return [Files];
        if (before.Count == 0)
            return Sea.Groups.SelectMany(group => group.Verbs).Where(verb => !verb.IsHidden).Select(verb => verb.Name);
        if (Sea.Find(before[0]) is not { } verb)
            return [];
        var (command, arguments, pending) = Walk(verb.Command, before.Skip(1));
        if (pending is not null)
            return pending == CommonOptions.App ? await AppsAsync(session, cancellation) : [Files];
        if (current.StartsWith('-'))
            return command.Options.Where(option => !option.Hidden).Select(option => option.Name).Append(CommonOptions.Server.Name).Append("--help");
        var own = command.Subcommands.Where(subcommand => !subcommand.Hidden).Select(subcommand => subcommand.Name);
        var argument = command.Arguments.Skip(arguments).FirstOrDefault() ?? command.Arguments.LastOrDefault(last => last.Arity.MaximumNumberOfValues > 1);
        return argument switch
        {
            null => own,
            { Name: "app" } => own.Concat(await AppsAsync(session, cancellation)),
            { Name: "what" or "file" } => [Files],
            { Name: "setting" } => Apps.Setting.Names.Select(name => $"{name}="),
            _ => own.Concat(argument.GetCompletions(System.CommandLine.Completions.CompletionContext.Empty).Select(item => item.Label)),
        };
    }

    /// <returns>The command that the words lead to, how many arguments it has got, and the option that waits for its value.</returns>
    private static (Command Command, int Arguments, Option? Pending) Walk(Command command, IEnumerable<string> words)
    {
        var arguments = 0;
        Option? pending = null;
        foreach (var word in words)
        {
            if (pending is not null)
                pending = null;
            else if (word.StartsWith('-'))
                pending = word.Contains('=', StringComparison.Ordinal) ? null : command.Options.Append(CommonOptions.Server).FirstOrDefault(option => TakesValue(option) && (option.Name == word || option.Aliases.Contains(word)));
            else if (command.Subcommands.FirstOrDefault(subcommand => subcommand.Name == word) is { } inner)
                (command, arguments) = (inner, 0);
            else
                arguments++;
        }
        return (command, arguments, pending);
    }

    private static bool TakesValue(Option option) => option.ValueType != typeof(bool) && option.Arity.MaximumNumberOfValues > 0;

    private static async Task<IEnumerable<string>> AppsAsync(Session session, CancellationToken cancellation)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        deadline.CancelAfter(patience);
        try
        {
            using var client = new SeaworthyClient(Servers.Choose(session.Around, session.Get(CommonOptions.Server)));
            return (await client.Apps.List(atMost: 200).SendAsync(deadline.Token)).Select(app => app.Slug);
        }
        catch (Exception failure) when (failure is ApiException or UsageException or OperationCanceledException or System.Text.Json.JsonException)
        {
            return [];
        }
    }
}
