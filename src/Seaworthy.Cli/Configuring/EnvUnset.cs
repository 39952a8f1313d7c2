using System.CommandLine;

namespace Seaworthy.Cli.Configuring;

/// <summary>Removes variables.</summary>
public static class EnvUnset
{
    private static readonly Argument<string[]> keys = new("key") { Description = "Names of variables", HelpName = "KEY", Arity = ArgumentArity.OneOrMore };

    public static Command Add(Command command)
    {
        command.Add(keys);
        foreach (var option in (Option[])[CommonOptions.App, CommonOptions.DryRun, CommonOptions.NoWait, CommonOptions.Json])
            command.Add(option);
        command.Do(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(Session session, CancellationToken cancellation)
    {
        var names = session.Get(keys)!.Distinct().ToList();
        var saved = await SavedVariables.OfAsync(session, names, cancellation);
        return await session.ChangeAsync(
            session.Client.Environment.Remove(session.App, names),
            changed => EnvOptions.ToldAsync(session, $"{string.Join(", ", names)} {(names.Count == 1 ? "is" : "are")} removed.", changed, saved, cancellation), cancellation);
    }
}
