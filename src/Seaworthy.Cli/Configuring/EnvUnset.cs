using System.CommandLine;
using Seaworthy.Client.Apps;

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
        var app = session.App;
        var names = session.Get(keys)!.Distinct().ToList();
        // The API removes one at a time: the last answer names the deployment that brings all of them live.
        for (var at = 0; at < names.Count - 1 && !session.DryRun; at++)
            await session.Client.Environment.Remove(app, names[at]).SendAsync(cancellation);
        if (session.DryRun && names.Count > 1)
            throw new UsageException("--dry-run takes one variable at a time here.");
        return await session.ChangeAsync(session.Client.Environment.Remove(app, names[^1]), Told, cancellation);

        Task<int> Told(AppEnvironment changed) => EnvOptions.ToldAsync(session, $"{string.Join(", ", names)} {(names.Count == 1 ? "is" : "are")} removed.", changed, cancellation);
    }
}
