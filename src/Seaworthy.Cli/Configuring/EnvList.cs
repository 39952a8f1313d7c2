using Seaworthy.Cli.Output;
using Seaworthy.Client.Apps;

namespace Seaworthy.Cli.Configuring;

/// <summary>All variables; secrets are masked by the server.</summary>
public static class EnvList
{
    public static Task<int> RunAsync(Session session, CancellationToken cancellation) =>
        session.ShowAsync(session.Client.Environment.Get(session.App), environment => Show(environment, session.Out), cancellation);

    private static void Show(AppEnvironment environment, Screen screen)
    {
        var variables = environment.Variables ?? [.. (environment.EnvVars ?? []).Select(pair => new Variable(pair.Key, null, null, pair.Value, null))];
        if (variables.Count == 0)
        {
            screen.Line("There are no variables yet. Set one: sea env set KEY=VALUE");
            return;
        }
        // Where the output is read by a program, only what could be read back.
        if (!screen.IsTerminal)
        {
            foreach (var variable in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
                screen.Line($"{variable.Key}={EnvLine.Value(variable.Value ?? "")}");
            return;
        }
        var table = new TextTable("KEY", "KIND", "FOR", "VALUE");
        foreach (var variable in variables.OrderBy(variable => variable.Key, StringComparer.Ordinal))
            table.Add(variable.Key, new Inked(variable.Kind ?? "", Ink.Faint), new Inked(variable.Scope ?? "", Ink.Faint), EnvLine.Value(variable.Value ?? ""));
        table.Write(screen);
    }
}
