using System.CommandLine;
using System.Globalization;
using Seaworthy.Cli.Help;
using Seaworthy.Cli.Output;

namespace Seaworthy.Cli.Operating;

/// <summary>`sea scale`: how many instances of each process.</summary>
public static class ScaleCommand
{
    private static readonly Argument<string[]> counts = new("count") { Description = "PROCESS=N; a number alone is for web", HelpName = "PROCESS=N", Arity = ArgumentArity.OneOrMore };

    public static Verb Verb { get; } = new("scale", "PROCESS=N…", "Set how many instances of each process run", "sea scale web=3 worker=1 --app shop", command =>
    {
        command.Add(counts);
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.DryRun, CommonOptions.Json])
            command.Add(option);
        command.Do((session, cancellation) =>
        {
            var wanted = Parse(session.Get(counts)!);
            return session.ChangeAsync(session.Client.Processes.Scale(session.App, wanted), _ =>
            {
                session.Out.Line(new Inked("✓", Ink.Good), $" {string.Join(", ", wanted.Select(pair => $"{pair.Key} to {pair.Value}"))}. sea ps shows how it goes.");
                return Task.FromResult(ExitCodes.Ok);
            }, cancellation);
        });
    });

    private static Dictionary<string, int> Parse(string[] texts)
    {
        var wanted = new Dictionary<string, int>();
        foreach (var text in texts)
        {
            var (process, number) = text.Contains('=', StringComparison.Ordinal) || text.StartsWith("--", StringComparison.Ordinal) ? Pairs.Parse(text) : ("web", text);
            if (!int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                throw new UsageException($"\"{text}\" is no PROCESS=N, such as web=3.");
            if (!wanted.TryAdd(process, count))
                throw new UsageException($"{process} is given twice: how many instances is it to have?");
        }
        return wanted;
    }
}
