using System.CommandLine;

namespace Seaworthy.Cli.Configuring;

/// <summary>Sets variables, all of them in one new release.</summary>
public static class EnvSet
{
    private static readonly Argument<string[]> pairs = new("pair") { Description = "KEY=VALUE; KEY=- reads the value from standard input", HelpName = "KEY=VALUE", Arity = ArgumentArity.OneOrMore };

    public static Command Add(Command command)
    {
        command.Add(pairs);
        EnvOptions.AddTo(command);
        command.Do(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var variables = Pairs.Parse(session.Get(pairs)!);
        var piped = variables.Where(pair => pair.Value == "-").Select(pair => pair.Key).ToList();
        if (piped.Count > 1)
            throw new UsageException("Only one value can be read from standard input.");
        if (piped.Count == 1)
            variables[piped[0]] = Secrets.ValueFromInput(session.Around);
        var saved = await SavedVariables.OfAsync(session, variables.Keys, cancellation);
        return await session.ChangeAsync(
            session.Client.Environment.Set(session.App, variables, EnvOptions.Kind(session), EnvOptions.Scope(session)),
            changed => EnvOptions.ToldAsync(session, $"{string.Join(", ", variables.Keys)} {(variables.Count == 1 ? "is" : "are")} set.", changed, saved, cancellation), cancellation);
    }
}
